// The last line of a run that did not succeed.
#pragma once

#include <string>

#include "engine/sync/run.h"

namespace smartsync::cli {

// "smartsync error: some files could not be copied … (code 23)".
std::string exit_text(sync::ExitCode code);

}  // namespace smartsync::cli
