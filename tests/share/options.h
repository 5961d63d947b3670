// The command line of share_simulator.
#pragma once

#include <string>

#include "tests/share/settings.h"

namespace smartsync::share {

struct CommandLine {
  bool help = false;
  std::string ask;  // the control socket to send `command` to
  std::string command;
  Settings settings;  // otherwise
};

// Throws std::exception with a sentence.
CommandLine read_command_line(int argc, const char* const* argv);
std::string usage();

}  // namespace smartsync::share
