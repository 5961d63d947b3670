// Removes a directory's content, whatever it is.
#pragma once

#include "engine/fs/dir.h"

namespace smartsync::session {

// Symlinks are removed, never followed. Throws smartsync::Error; what was removed until then is
// gone.
void remove_content(const fs::Dir& dir);

}  // namespace smartsync::session
