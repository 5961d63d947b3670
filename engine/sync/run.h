// A whole local run: scan → compare → plan → transfer → apply.
#pragma once

#include "engine/sync/events.h"
#include "engine/sync/options.h"
#include "engine/sync/stats.h"

namespace smartsync::sync {

// rsync's exit codes, as far as a local run can end with them.
enum class ExitCode : int {
  ok = 0,
  usage = 1,
  protocol = 2,
  file_selection = 3,
  unsupported = 4,
  file_io = 11,
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

struct Summary {
  Stats stats;
  ExitCode exit_code = ExitCode::ok;
};

// Copies `options.sources` to `options.destination`; with list_only it only tells `events` each
// entry as an item. A file's failure is told to `events` and ends in the exit code; a failure that
// makes the whole run impossible is told in the same way and returned at once. Throws nothing but
// what `events` throws.
Summary run(const Options& options, Events& events);

}  // namespace smartsync::sync
