// Events that remember everything, and a pair of trees to run on.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/sync/run.h"
#include "tests/fs/scratch.h"

namespace smartsync::test {

struct Recorder final : sync::Events {
  void file_list(bool complete, std::uint64_t, std::uint64_t) override { listed = complete; }
  void item(const sync::Item& item) override {
    using namespace sync::item;
    const bool differs = (item.flags & (attributes | is_new | transfer)) != 0;
    if (differs || !item.link_name.empty()) changed.emplace_back(item.path);
    flags[std::string(item.path)] = item.flags;
    order.emplace_back(item.path);
    lines.emplace_back(item.path);
  }
  void passed_over() override { ++entries_passed_over; }
  void not_moved(std::uint64_t size) override { sizes_not_moved.push_back(size); }
  void deleted(std::string_view path, fs::FileType) override {
    removed.emplace_back(path);
    lines.push_back("deleting " + std::string(path));
  }
  void removed_source(std::string_view path) override { sources_removed.emplace_back(path); }
  void notice(sync::Notice notice, std::string_view path, std::string_view detail) override {
    notices.emplace_back(notice, path);
    if (notice == sync::Notice::skipped_non_regular)
      lines.push_back("skipping " + std::string(path));
    if (notice == sync::Notice::skipped_existing) reasons[std::string(path)] = detail;
    if (notice == sync::Notice::backed_up) backups.emplace_back(detail);
  }
  void filtered(const sync::Filtered& decision) override { rules.emplace_back(decision.rule); }
  void error(std::string_view sentence) override { errors.emplace_back(sentence); }
  void warning(std::string_view sentence) override { warnings.emplace_back(sentence); }
  void progress(const sync::Progress& progress) override {
    progressed.emplace_back(progress.path, progress.file_done);
  }
  void abandon(sync::ExitCode) override { FAIL("the run hangs"); }
  bool wants_progress() const override { return progress_wanted; }
  bool wants_decisions() const override { return true; }
  bool wants_reasons() const override { return true; }

  bool has(sync::Notice notice, const std::string& path) const {
    return std::find(notices.begin(), notices.end(), std::pair(notice, path)) != notices.end();
  }

  static constexpr sync::ItemFlags linked =
      sync::item::local_change | sync::item::link_name_follows;
  using Paths = std::vector<std::string>;
  bool progress_wanted = false;
  bool listed = false;
  Paths order, changed, removed, sources_removed, backups, rules, errors, warnings;
  Paths lines;  // items, deletions and non-regular files, as they were told
  std::map<std::string, sync::ItemFlags> flags;
  int entries_passed_over = 0;
  std::vector<std::uint64_t> sizes_not_moved;
  std::map<std::string, std::string> reasons;  // why what exists was skipped
  std::vector<std::pair<sync::Notice, std::string>> notices;
  std::vector<std::pair<std::string, std::uint64_t>> progressed;
};

// "source" and "copy" in a scratch directory.
class Trees {
 public:
  Trees() {
    scratch.dir().make_dir("source", 0755);
    options.recursive = options.links = options.times = true;
    options.sources = {scratch.path() + "/source/"};
    options.destination = scratch.path() + "/copy/";
    options.parallel = 4;
  }

  // A file of that content and time; directories on the way are made.
  void write(const std::string& path, std::string_view content, std::int64_t seconds = 1000) const {
    const auto [dir, name] = place(path);
    if (dir.stat(name)) dir.remove_file(name);
    write_file(dir, name, content);
    dir.set_times(name, fs::Time{seconds, 0}, fs::Time{seconds, 0});
  }
  void make_dir(const std::string& path) const { (void)place(path + "/x"); }
  std::pair<fs::Dir, std::string> place(const std::string& path) const {
    fs::Dir dir = scratch.dir();
    std::size_t begin = 0;
    for (std::size_t slash; (slash = path.find('/', begin)) != std::string::npos;
         begin = slash + 1) {
      const std::string name = path.substr(begin, slash - begin);
      if (!dir.stat(name)) dir.make_dir(name, 0755);
      dir = dir.open_dir(name);
    }
    return {dir, path.substr(begin)};
  }
  std::optional<fs::Stat> stat(const std::string& path) const { return scratch.dir().stat(path); }
  bool same_file(const std::string& a, const std::string& b) const {
    return fs::is_same_file(stat(a).value(), stat(b).value());
  }
  std::string read(const std::string& path) const {
    const auto [dir, name] = place(path);
    return read_file(dir, name);
  }

  // Every path below `top` with its content; directories end in '/'.
  std::map<std::string, std::string> content(const std::string& top) const {
    std::map<std::string, std::string> all;
    const auto dir = scratch.dir().open_dir_if_exists(top);
    if (dir) collect(*dir, "", all);
    return all;
  }

  Recorder run() const {
    Recorder recorder;
    last = sync::run(options, recorder);
    INFO("errors: " << (recorder.errors.empty() ? "none" : recorder.errors[0]));
    CHECK(last.exit_code == expected_code);
    return recorder;
  }

  Scratch scratch;
  sync::Options options;
  sync::ExitCode expected_code = sync::ExitCode::ok;
  mutable sync::Summary last;

 private:
  static void collect(const fs::Dir& dir, const std::string& prefix,
                      std::map<std::string, std::string>& all) {
    for (const fs::Listed& entry : dir.list().entries) {
      const std::string path = prefix + entry.name;
      if (entry.stat.type == fs::FileType::directory) {
        all[path + "/"] = "";
        collect(dir.open_dir(entry.name), path + "/", all);
      } else if (entry.stat.type == fs::FileType::symlink) {
        all[path] = "-> " + dir.read_link(entry.name);
      } else {
        all[path] = read_file(dir, entry.name);
      }
    }
  }
};

}  // namespace smartsync::test
