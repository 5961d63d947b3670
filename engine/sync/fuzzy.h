// --fuzzy: finds a file that a new one may be a changed copy of.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"
#include "engine/tree/entry.h"

namespace smartsync::sync {

// A directory with what it holds, in name order.
struct Neighbours {
  fs::Dir dir;
  std::vector<fs::Listed> entries;
};

struct Similar {
  const fs::Dir* dir;
  const fs::Listed* file;
};

// A regular file of `places` that has the entry's size and time, else the one whose name is
// nearest to the entry's, of equals the last; nullopt if none is near enough. Empty files do not
// count. The result points into `places`.
std::optional<Similar> find_similar(const tree::Entry& entry,
                                    const std::vector<Neighbours>& places);

// How far two names are from each other, as rsync's --debug=fuzzy2 shows it: the characters that
// must be inserted, removed or replaced, times 65536, and for each its value or what it changes by
// (what one has more at its front costs no more than its count). Suffixes count ten times.
std::uint32_t name_distance(std::string_view a, std::string_view b);

// The part of a name from its last dot that says what the file is; "" if there is none. Marks of
// backups and numbers are passed over: "a.c.~1~", "a.c.orig" and "a.c.2" have ".c".
std::string_view telling_suffix(std::string_view name);

}  // namespace smartsync::sync
