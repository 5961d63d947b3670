// Does an argument name a place on another machine?
#pragma once

#include <string_view>

namespace smartsync::cli {

// HOST:PATH, HOST::MODULE or rsync://…; a colon after a slash belongs to a local name. A single
// letter before the colon is a drive where drives exist.
bool is_remote(std::string_view argument);

}  // namespace smartsync::cli
