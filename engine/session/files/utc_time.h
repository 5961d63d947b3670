// Times as text, in UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/types.h"

namespace smartsync::session {

// ISO 8601: "2026-11-24T09:05:07Z".
std::string iso_time(fs::Time time);
// Exactly such a text; nullopt for any other.
std::optional<fs::Time> parse_iso_time(std::string_view text);

// The same for names of files, in the order of time: "20261124T090507Z". Windows allows no ':'.
std::string name_time(fs::Time time);

}  // namespace smartsync::session
