// The change summary of --itemize-changes.
#pragma once

#include <string>

#include "engine/sync/events.h"
#include "engine/sync/options.h"

namespace smartsync::cli {

// The eleven characters YXcstpoguax of rsync(1), e.g. ">f.st......".
std::string itemize(sync::ItemFlags flags, fs::FileType type, const sync::Options& options);

// What stands in their place for a deleted entry.
inline constexpr const char* itemized_deletion = "*deleting  ";

}  // namespace smartsync::cli
