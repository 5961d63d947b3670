// A project on a "network" directory, staging copies beside it, and everything that a run told.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/session/session.h"
#include "engine/sync/make_path.h"
#include "tests/fs/scratch.h"

namespace smartsync::test {

using namespace session;

class Told final : public SessionEvents {
 public:
  void scanned(std::uint64_t, std::uint64_t) override {}
  void other_session(const LeaseHolder& holder) override { others.push_back(holder.machine); }
  void planned(const Plan& made) override {
    plan = made;
    if (after_plan) after_plan();
  }
  void done(const Action& action, std::uint64_t) override { done_paths.push_back(action.path); }
  void progress(std::uint64_t bytes) override {
    progressed += bytes;
    if (on_progress) on_progress();
  }
  void conflict(const Conflict& conflict) override { conflicts.push_back(conflict); }
  OnConflict ask(const Conflict&, OnConflict policy, std::size_t) override { return policy; }
  bool ask_mass_deletion(Side, std::size_t, std::size_t) override { return false; }
  void notice(const std::string& sentence) override { notices.push_back(sentence); }
  void detail(const std::string& sentence) override { details.push_back(sentence); }
  void error(const std::string& sentence) override { errors.push_back(sentence); }
  void abandon(const std::string& sentence) override { errors.push_back(sentence); }

  Plan plan;
  std::function<void()> after_plan;   // what somebody does between a plan and its carrying out
  std::function<void()> on_progress;  // and while content moves
  std::vector<std::string> others, done_paths, notices, details, errors;
  std::vector<Conflict> conflicts;
  std::uint64_t progressed = 0;
};

class StagedProject {
 public:
  StagedProject() { scratch.dir().make_dir("net", 0755); }

  std::string net() const { return scratch.path() + "/net"; }
  std::string staging(const std::string& name = "loc") const { return scratch.path() + "/" + name; }

  void write(const std::string& path, const std::string& content) const {
    const std::size_t slash = path.rfind('/');
    const fs::Dir dir = sync::make_dirs(scratch.dir(), path.substr(0, slash));
    const std::string name = path.substr(slash + 1);
    if (dir.stat(name)) dir.remove_file(name);
    smartsync::test::write_file(dir, name, content);
  }
  // nullopt: it is not there.
  std::optional<std::string> read(const std::string& path) const {
    const auto stat = scratch.dir().stat(path);
    if (!stat) return std::nullopt;
    std::string content(stat->size, '\0');
    (void)scratch.dir().open_read(path).read(0, std::as_writable_bytes(std::span(content)));
    return content;
  }
  void remove(const std::string& path) const {
    const std::size_t slash = path.rfind('/');
    scratch.dir().open_dir(path.substr(0, slash)).remove_file(path.substr(slash + 1));
  }
  void age(const std::string& path, std::int64_t seconds) const {
    const std::size_t slash = path.rfind('/');
    scratch.dir()
        .open_dir(path.substr(0, slash))
        .set_times(path.substr(slash + 1), std::nullopt, fs::Time{seconds, 5000});
  }

  Outcome init(const std::string& name = "loc") {
    SessionOptions options = defaults;
    options.local = staging(name);
    return session::init(net(), options, told);
  }
  Outcome go(Direction direction, const std::string& name = "loc") {
    SessionOptions options = defaults;
    options.local = staging(name);
    told = {};
    told.after_plan = after_plan;
    told.on_progress = on_progress;
    return synchronise(direction, options, told);
  }

  smartsync::test::Scratch scratch;
  SessionOptions defaults;
  Told told;
  std::function<void()> after_plan, on_progress;
};

}  // namespace smartsync::test
