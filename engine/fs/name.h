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

// Length of what an absolute path starts with and ".." cannot leave: "/", and on Windows also "C:/"
// or "//server/share/" (which may lack the last slash). 0: the path is relative.
std::size_t root_length(std::string_view path);

// An absolute path on this platform ("/x"; on Windows also "C:/x", "C:\x", "\\server\share").
bool is_absolute(std::string_view path);

// `name` below `directory`, as the user would type it: "" is the current directory.
std::string join_path(std::string_view directory, std::string_view name);

// A path's directory and its last name; slashes at the end do not count. The directory of a single
// name is "", that of "/x" is "/" (and on Windows that of "C:/x" is "C:/"). A root has no name.
struct SplitPath {
  std::string directory;
  std::string name;
};
SplitPath split_path(std::string_view path);

// A path as the engine writes it: on Windows '\' becomes '/'.
std::string normal_slashes(std::string path);

// A path that a person typed as the engine writes it. On Windows also: "\\?\" in front is left out,
// "Z:" is the drive's root, and what counts from some drive's directory ("Z:x", "\x") says which.
std::string normal_path(std::string typed);

// The same file's absolute path, as normal_path() writes it: a relative one counts from the working
// directory. Nothing else about it changes.
std::string absolute_path(std::string path);

}  // namespace smartsync::fs
