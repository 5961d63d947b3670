// Reads the files that a user writes by hand: rules and lists of names.
#pragma once

#include <optional>
#include <string>

namespace smartsync::tree {

// The whole content of the file, or of standard input for "-"; nothing if it cannot be opened.
// A directory has no content, as for rsync. More than 64 MiB is refused with smartsync::Error.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace smartsync::tree
