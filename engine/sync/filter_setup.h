// Turns the filter options of a run into rules.
#pragma once

#include <memory>

#include "engine/sync/options.h"
#include "engine/tree/filter.h"

namespace smartsync::sync {

// Reads the files that the options name. Throws smartsync::Error for rules that cannot be
// understood (no code) and for files that cannot be read (with a code).
std::shared_ptr<const tree::FilterRules> make_filters(const Options& options);

}  // namespace smartsync::sync
