// Removes a directory's content, whatever it is.
#pragma once

#include "engine/fs/dir.h"

namespace smartsync::session {

// Before a directory of `dir` is emptied: its permissions may keep even its owner from that.
void let_owner_empty(const fs::Dir& dir, const fs::Listed& directory);

// Symlinks are removed, never followed. Throws smartsync::Error; what was removed until then is
// gone.
void remove_content(const fs::Dir& dir);

}  // namespace smartsync::session
