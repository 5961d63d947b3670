// From the words of the command line to a Request, before anything is implied or checked.
#pragma once

#include <string>
#include <vector>

#include "cli/request.h"

namespace smartsync::cli {

// `arguments` without the program's name. Options may stand anywhere before "--"; their effects
// are applied in the order given. Throws UsageError.
Request parse(const std::vector<std::string>& arguments);

}  // namespace smartsync::cli
