// Reads the files that a user writes by hand: rules and lists of names.
#pragma once

#include <optional>
#include <string>

namespace smartsync::tree {

// The whole content of the file; nothing if it cannot be opened. A directory has no content, as for
// rsync. More than 64 MiB is refused with smartsync::Error.
std::optional<std::string> read_small_file(const std::string& path);

// The same for a file that the user named, however large, who may also mean standard input or a
// pipe, such as a shell's <(command). What lies in a tree is not waited for like that.
inline constexpr const char* standard_input = "-";
std::optional<std::string> read_named_file(const std::string& path);
// Whether standard input ended with an error, as one that is closed does.
bool standard_input_failed();

}  // namespace smartsync::tree
