// The lines of --list-only.
#pragma once

#include <string>

#include "cli/request.h"
#include "engine/sync/events.h"

namespace smartsync::cli {

// "-rw-r--r--          1,234 2024/01/02 03:04:05 name"; nothing is escaped.
std::string list_line(const sync::Item& item, const Request& request);

}  // namespace smartsync::cli
