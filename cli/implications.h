// What options imply about each other, and which of them contradict.
#pragma once

#include "cli/request.h"

namespace smartsync::cli {

// Completes `request` in place: engine options that others imply, the sources and the destination,
// the levels of messages. Throws UsageError for contradictions and for what is not supported yet.
void apply_implications(Request& request);

}  // namespace smartsync::cli
