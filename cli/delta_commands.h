// The commands `smartsync signature|delta|patch`: rdiff's grammar and files, and smartsync's own.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace smartsync::cli {

// `command` is "signature", "delta" or "patch"; `arguments` are those after it, as UTF-8. Returns
// the process's exit code: 0, 1 for wrong usage, 11 for input or output that cannot be used. Tells
// failures on stderr, a sentence each.
int run_delta_command(std::string_view command, std::span<const std::string> arguments);

}  // namespace smartsync::cli
