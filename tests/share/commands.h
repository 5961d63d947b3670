// What a test may ask of a running share, in words.
#pragma once

#include <string>

#include "tests/share/share.h"

namespace smartsync::share {

// The answer, usually one line. Throws std::invalid_argument with a sentence about a command that
// makes no sense. README.md lists the commands.
std::string obey(Share& share, const std::string& command);

}  // namespace smartsync::share
