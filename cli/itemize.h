// The change summary of --itemize-changes.
#pragma once

#include <string>

#include "engine/sync/events.h"
#include "engine/sync/options.h"

namespace smartsync::cli {

// The eleven characters YXcstpoguax of rsync(1), e.g. ">f.st......".
std::string itemize(sync::ItemFlags flags, fs::FileType type, const sync::Options& options);

// Bits that make an entry worth a line; the others only say how it came about.
inline constexpr sync::ItemFlags significant_flags =
    sync::item::attributes | sync::item::is_new | sync::item::transfer;
// Whether it was changed, or made as another name of a file.
bool is_change(const sync::Item& item);

// What stands in their place for a deleted entry.
inline constexpr const char* itemized_deletion = "*deleting  ";

}  // namespace smartsync::cli
