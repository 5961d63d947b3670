#include "engine/sync/run_state.h"

#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::sync {

void RunState::check_stop() {
  if (fs::interrupted() != 0) stopped = true;
  if (options.stop_at && fs::now().seconds >= *options.stop_at) {
    stopped = true;
    timed_out = true;
  }
  if (stopped) throw Stopped{};
}

std::string RunState::operator_path(const std::string& typed) const {
  if (fs::is_absolute(typed)) return typed;
  if (operator_base) return operator_base->empty() ? typed : *operator_base + "/" + typed;
  // A dry run may have no destination yet.
  return root.is_open() ? root.path_of(typed) : options.destination + "/" + typed;
}

}  // namespace smartsync::sync
