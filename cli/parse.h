// From the words of the command line to a Request, before anything is implied or checked.
#pragma once

#include <string>
#include <vector>

#include "cli/aliases.h"
#include "cli/request.h"

namespace smartsync::cli {

// `arguments` without the program's name. Options may stand anywhere before "--"; their effects
// are applied in the order given. `aliases`: options of the user's own. Throws UsageError.
Request parse(const std::vector<std::string>& arguments, const Aliases& aliases = {});

}  // namespace smartsync::cli
