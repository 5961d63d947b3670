// Changes a file where it lies, with a redo journal before: twice the changed bytes over the link,
// however large the file.
#pragma once

#include <utility>

#include "engine/session/files/target_file.h"
#include "engine/session/patch/carrier.h"

namespace smartsync::session {

// Why the request's file cannot be changed in this way, half a sentence; nullptr if it can.
const char* refuse_journal(const PatchRequest& request);

// The new version's stat, and whether it has its time (Patched). Throws ChangedMeanwhile, or
// smartsync::Error: if the failure came after the journal's end mark, the journal stays, and says
// how to go on.
std::pair<fs::Stat, bool> patch_by_journal(const PatchRequest& request, Carrier& carrier,
                                           const FilePlace& place);

}  // namespace smartsync::session
