// Creates the directories on the way to a path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::sync {

// Of directories that are made, less those that the umask takes away. What waits in a directory of
// this program's own concerns its user alone.
constexpr std::uint16_t usual_permissions = 0777;
constexpr std::uint16_t private_permissions = 0700;

// Opens `relative` below `top`, making what is missing. `made` is told each directory that was
// made, with its path.
using MadeDirectory = std::function<void(const fs::Dir& dir, const std::string& path)>;
fs::Dir make_dirs(const fs::Dir& top, const std::string& relative, const MadeDirectory& made = {},
                  std::uint16_t permissions = usual_permissions);

// The same for a path that the user named.
fs::Dir open_made_path(const std::string& path, std::uint16_t permissions = usual_permissions);

// How many directories open_made_path() would make.
std::size_t missing_dirs(const std::string& path);

// Removes an empty directory of `dir`; one that is not empty, or not there, stays as it is.
void remove_if_empty(const fs::Dir& dir, const std::string& name);

}  // namespace smartsync::sync
