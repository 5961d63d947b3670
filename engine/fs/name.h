// Names and paths as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smartsync::fs {

// Why this platform cannot hold `name` as one path component (Windows: reserved device names,
// <>:"|?*, control characters, trailing dot or space, invalid UTF-8), as half a sentence for a
// person; nullopt if it can.
std::optional<std::string> refuse_name(std::string_view name);

// An absolute path on this platform ("/x"; on Windows also "C:/x", "C:\x", "\\server\share").
bool is_absolute(std::string_view path);

// `name` below `directory`, as the user would type it: "" is the current directory.
std::string join_path(std::string_view directory, std::string_view name);

// A path's directory and its last name; slashes at the end do not count. The directory of a single
// name is "", that of "/x" is "/" (and on Windows that of "C:/x" is "C:/").
struct SplitPath {
  std::string directory;
  std::string name;
};
SplitPath split_path(std::string_view path);

// A path as the engine writes it: on Windows '\' becomes '/'.
std::string normal_slashes(std::string path);

// The same file's absolute path, with normal slashes: a relative one counts from the working
// directory. Nothing else about it changes.
std::string absolute_path(std::string path);

}  // namespace smartsync::fs
