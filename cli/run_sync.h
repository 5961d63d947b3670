// The program in the rsync grammar: from the command line to the exit code.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace smartsync::cli {

// `program` is what complaints start with, "smartsync" or "rsync", and outlives the call;
// `arguments` are without it. Prints to the streams; returns the exit code.
int run_sync_command(std::string_view program, const std::vector<std::string>& arguments,
                     std::ostream& out, std::ostream& error);

}  // namespace smartsync::cli
