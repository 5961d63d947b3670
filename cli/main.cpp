// The program: `smartsync [OPTION]... SRC... DEST` in the rsync grammar, or a command.
#include <iostream>

#include "cli/delta_commands.h"
#include "cli/run_sync.h"
#include "engine/fs/process.h"

int main(int argc, char** argv) {
  using namespace smartsync;
  fs::use_binary_streams();
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  std::cerr.tie(nullptr);
  fs::catch_interrupts();
  fs::raise_open_file_limit();
  std::vector<std::string> arguments = fs::program_arguments(argc, argv);
  if (!arguments.empty()) arguments.erase(arguments.begin());

  const std::string command = arguments.empty() ? std::string() : arguments.front();
  if (command == "signature" || command == "delta" || command == "patch") {
    arguments.erase(arguments.begin());
    return cli::run_delta_command(command, arguments);
  }
  return cli::run_sync_command(arguments, std::cout, std::cerr);
}
