// How a run ends.
#pragma once

#include <string>

namespace smartsync::sync {

// rsync's exit codes, as far as a local run can end with them.
enum class ExitCode : int {
  ok = 0,
  usage = 1,
  protocol = 2,
  file_selection = 3,
  unsupported = 4,
  file_io = 11,
  stream = 12,
  user_signal = 19,
  interrupted = 20,
  partial = 23,     // some files or attributes were not transferred
  vanished = 24,    // some source files vanished before they could be read
  max_delete = 25,  // --max-delete stopped deletions
  timeout = 30,
};

// A failure that makes the whole run impossible.
struct Impossible {
  std::string sentence;
  ExitCode code;
};

}  // namespace smartsync::sync
