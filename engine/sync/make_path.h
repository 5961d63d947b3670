// Creates the directories on the way to a path.
#pragma once

#include <cstddef>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::sync {

// Opens `relative` below `top`, making what is missing with the default permissions. A directory
// made where `like` has one of the same path gets its permissions.
fs::Dir make_dirs(const fs::Dir& top, const std::string& relative, const fs::Dir* like);

// The same for a path that the user named.
fs::Dir open_made_path(const std::string& path);

// How many directories open_made_path() would make.
std::size_t missing_dirs(const std::string& path);

// Removes an empty directory of `dir`; one that is not empty, or not there, stays as it is.
void remove_if_empty(const fs::Dir& dir, const std::string& name);

}  // namespace smartsync::sync
