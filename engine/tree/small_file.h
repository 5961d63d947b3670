// Reads the files that a user writes by hand: rules and lists of names.
#pragma once

#include <optional>
#include <string>

namespace smartsync::tree {

// The whole content of the file; nothing if it cannot be opened. Files over 64 MiB are refused with
// smartsync::Error.
std::optional<std::string> read_small_file(const std::string& path);

}  // namespace smartsync::tree
