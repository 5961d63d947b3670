#include "engine/sync/run_state.h"

#include <utility>

#include "engine/fs/activity.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/sync/temp_file.h"
#include "engine/tree/fake_super.h"

namespace smartsync::sync {

RunState::RunState(const Options& wanted, Events& listener, tree::FilterScope xattr_scope)
    : options(wanted),
      events(listener),
      attributes(wanted, std::move(xattr_scope)),
      watch_(wanted.timeout, {[] { return fs::answered_requests.load(); }, [this] { stall(); },
                              [&listener] {
                                TempFile::abandon_all();
                                listener.abandon(ExitCode::timeout);
                              }}) {}

void RunState::stall() {
  timed_out = true;
  stopped = true;
  events.now([this](Events& to) {
    to.error("nothing has moved for " + std::to_string(options.timeout) +
             " s, so the run is given up (--timeout)");
  });
}

bool RunState::must_stop() {
  fs::count_answer();
  if (fs::interrupted() != 0) stopped = true;
  if (options.stop_at && fs::now().seconds >= *options.stop_at) {
    stopped = true;
    timed_out = true;
  }
  return stopped;
}

std::optional<fs::Stat> RunState::stands_for(const fs::Dir& dir, std::string_view name,
                                             std::optional<fs::Stat> found) const {
  if (options.fake_super && found) tree::apply_fake_super(dir, name, *found);
  return found;
}

bool RunState::holds_link(const fs::Dir& dir, std::string_view name,
                          std::string_view target) const {
  if (!options.fake_super) return dir.read_link(name) == target;
  const auto own = dir.stat(name);
  return own && own->type == fs::FileType::regular &&
         tree::read_stand_in_for_link(dir, name) == target;
}

std::string RunState::operator_path(const std::string& typed) const {
  if (fs::is_absolute(typed)) return typed;
  if (operator_base) return operator_base->empty() ? typed : *operator_base + "/" + typed;
  if (root.is_open()) return root.path_of(typed);
  // A dry run may have no destination yet, and what is not there has no "..".
  if (typed.starts_with("../"))
    return fs::join_path(fs::split_path(options.destination).directory, typed.substr(3));
  return fs::join_path(options.destination, typed);
}

}  // namespace smartsync::sync
