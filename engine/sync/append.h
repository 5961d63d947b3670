// What --append leaves alone.
#pragma once

#include "engine/sync/target.h"

namespace smartsync::sync {

// Nothing can be appended, and nothing else is to be done: the content differs, and no alternate
// tree has what would take its place.
bool stays_as_long(RunState& run, Targets& targets, Target& target);

}  // namespace smartsync::sync
