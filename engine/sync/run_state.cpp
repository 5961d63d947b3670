#include "engine/sync/run_state.h"

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

}  // namespace smartsync::sync
