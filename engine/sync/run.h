// A whole local run: scan → compare → plan → transfer → apply.
#pragma once

#include "engine/sync/events.h"
#include "engine/sync/exit_code.h"
#include "engine/sync/options.h"
#include "engine/sync/stats.h"

namespace smartsync::sync {

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
