// The last line of a run that did not succeed.
#pragma once

#include <string>
#include <string_view>

#include "engine/sync/run.h"

namespace smartsync::cli {

// "smartsync error: some files could not be copied … (code 23)", where `program` is "smartsync".
std::string exit_text(std::string_view program, sync::ExitCode code);

}  // namespace smartsync::cli
