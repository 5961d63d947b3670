// The file by which a project on a network drive is known again: NETWORK/.smartsync/project.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::session {

// 32 random hexadecimal digits.
std::string new_project_id();
bool is_project_id(std::string_view text);

// The id of the project in `network`; nullopt: it has no marker. Throws smartsync::Error for one
// that is none of ours, or cannot be read.
std::optional<std::string> read_marker(const fs::Dir& network);

// Makes the marker, and .smartsync with it. Throws smartsync::Error, as on a share that may not be
// written to.
void write_marker(const fs::Dir& network, const std::string& id);

}  // namespace smartsync::session
