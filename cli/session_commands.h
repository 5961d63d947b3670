// The commands of Smart Sync sessions.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace smartsync::cli {

// `arguments` are those after `command`. Returns the process's exit code (docs/exit-codes.md).
int run_session_command(std::string_view command, std::span<const std::string> arguments,
                        std::ostream& out, std::ostream& error);

}  // namespace smartsync::cli
