// The text of --help.
#pragma once

#include <string>

namespace smartsync::cli {

std::string help_text();

}  // namespace smartsync::cli
