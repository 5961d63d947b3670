// The figures at the end of a run.
#pragma once

#include <string>

#include "engine/sync/stats.h"

namespace smartsync::cli {

struct ReportStyle {
  int human_readable = 1;
  bool dry_run = false;
};

// The block of --stats, starting with an empty line. None of these ends with a newline.
std::string stats_block(const sync::Stats& stats, int human_readable);

// The two lines of -v, starting with an empty line. `seconds`: how long the run took.
std::string summary_lines(const sync::Stats& stats, double seconds, const ReportStyle& style);

// The one line that ends a log without them.
std::string log_summary(const sync::Stats& stats);

}  // namespace smartsync::cli
