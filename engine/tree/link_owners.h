// Who made the symlinks on a path.
#pragma once

#include <string>

#include "engine/fs/dir.h"

namespace smartsync::tree {

// Follows `path` below `base` as the system would, and throws smartsync::Error (ELOOP) at the first
// symlink that belongs neither to the superuser nor to who runs this program: another user may have
// put it there to lead us elsewhere. The last component is looked at only with `follow_last`. What
// is missing ends the way.
void refuse_links_of_others(const fs::Dir& base, const std::string& path, bool follow_last);

// The same for a path as the user typed it: a relative one starts in the working directory.
void refuse_links_of_others(const std::string& path, bool follow_last);

}  // namespace smartsync::tree
