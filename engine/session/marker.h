// The file by which a project on a network drive is known again: NETWORK/.smartsync/project.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"

namespace smartsync::session {

// In the network directory.
inline constexpr const char* marker_path = ".smartsync/project";

// There is a marker that does not say what a marker says. The sentence tells what to do.
class DamagedMarker : public Error {
 public:
  using Error::Error;
};

// 32 random hexadecimal digits.
std::string new_project_id();
bool is_project_id(std::string_view text);

// The id of the project in `network`; nullopt: it has no marker, or one that somebody has begun and
// not written to its end. Throws DamagedMarker for one that is none of ours, smartsync::Error if it
// cannot be read.
std::optional<std::string> read_marker(const fs::Dir& network);

// Makes the marker, and .smartsync with it, unless somebody else makes one at the same time.
// Returns the id that the project has now: `id`, or the other's. One that was begun and is not
// written within `patience` is a dead process's, and is replaced. Throws smartsync::Error, as on a
// share that may not be written to.
std::string claim_marker(const fs::Dir& network, const std::string& id,
                         std::chrono::milliseconds patience = std::chrono::seconds(3));

}  // namespace smartsync::session
