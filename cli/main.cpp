// The program: `smartsync [OPTION]... SRC... DEST` in the rsync grammar, or a command.
#include <iostream>
#include <span>

#include "cli/delta_commands.h"
#include "cli/run_sync.h"
#include "cli/session_command_line.h"
#include "cli/session_commands.h"
#include "engine/fs/process.h"

namespace {

bool is_delta_command(const std::string& word) {
  return word == "signature" || word == "delta" || word == "patch";
}

// Called by that name the program is nothing else: "delta" may be a directory, and complaints start
// with it, as scripts expect.
bool is_rsync(const std::string& program) {
  const std::string name = program.substr(program.find_last_of("/\\") + 1);
  return name == "rsync" || name == "rsync.exe";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace smartsync;
  fs::occupy_standard_streams();
  fs::use_binary_streams();
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  std::cerr.tie(nullptr);
  fs::catch_interrupts();
  fs::raise_open_file_limit();
  std::vector<std::string> arguments = fs::program_arguments(argc, argv);
  const std::string program = arguments.empty() ? std::string() : arguments.front();
  if (!arguments.empty()) arguments.erase(arguments.begin());

  if (is_rsync(program)) return cli::run_sync_command("rsync", arguments, std::cout, std::cerr);
  if (!arguments.empty()) {
    const std::string& command = arguments.front();
    const auto words = std::span<const std::string>(arguments).subspan(1);
    if (is_delta_command(command)) return cli::run_delta_command(command, words);
    if (cli::is_session_command(command))
      return cli::run_session_command(command, words, std::cout, std::cerr);
  }
  return cli::run_sync_command("smartsync", arguments, std::cout, std::cerr);
}
