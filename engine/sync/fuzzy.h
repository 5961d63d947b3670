// --fuzzy: finds a file that a new one may be a changed copy of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/types.h"
#include "engine/tree/entry.h"

namespace smartsync::sync {

// The regular file among `candidates` that has the entry's size and time, else the one whose name
// is most like the entry's; nullopt if none has anything in common with it.
std::optional<std::string> find_similar(const tree::Entry& entry,
                                        const std::vector<fs::Listed>& candidates);

}  // namespace smartsync::sync
