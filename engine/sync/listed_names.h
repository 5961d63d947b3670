// The list of names that takes the place of source arguments (--files-from).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/sync/options.h"

namespace smartsync::sync {

// The names in their order, without comments; nothing if the user gives no list. Throws Impossible.
std::optional<std::vector<std::string>> listed_names(const Options& options);

}  // namespace smartsync::sync
