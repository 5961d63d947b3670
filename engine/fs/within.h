// Symlinks that stay below a directory.
#pragma once

#include <optional>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::fs {

// Opens the directory at `relative` below `top`, following the symlinks on the way. nullopt if one
// of them leads out of `top`, or in circles. Throws smartsync::Error if there is no such directory.
std::optional<Dir> open_within(const Dir& top, std::string_view relative);

}  // namespace smartsync::fs
