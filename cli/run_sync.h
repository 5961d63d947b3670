// The program in the rsync grammar: from the command line to the exit code.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace smartsync::cli {

// `arguments` without the program's name. Prints to the streams; returns the exit code.
int run_sync_command(const std::vector<std::string>& arguments, std::ostream& out,
                     std::ostream& error);

}  // namespace smartsync::cli
