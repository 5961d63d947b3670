// share_simulator: a network drive that is as slow and as unreliable as a test wants it.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "tests/share/commands.h"
#include "tests/share/control.h"
#include "tests/share/mount.h"
#include "tests/share/options.h"
#include "tests/share/watchman.h"

namespace smartsync::share {
namespace {

// Each file that the kernel knows is an open descriptor here.
void allow_many_files() {
  constexpr rlim_t enough = 1 << 20;
  rlimit limit{enough, enough};
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0) return;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Goes on in a child. The parent ends when the child says that it is ready, or has failed.
// Returns the descriptor to say it by.
int go_to_background() {
  int ready[2];
  check(pipe(ready));
  if (check(fork()) == 0) {
    close(ready[0]);
    setsid();
    return ready[1];
  }
  close(ready[1]);
  char byte = 0;
  std::_Exit(::read(ready[0], &byte, 1) == 1 ? 0 : 1);
}

void say_ready(int descriptor) {
  if (descriptor < 0) {
    std::cout << "ready" << std::endl;
    return;
  }
  const bool said = ::write(descriptor, "", 1) == 1;
  const int nothing = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, stream);
  close(descriptor);
  if (!said) std::exit(1);
}

void end_with_parent() {
  const pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) std::exit(1);
}

sigset_t block_ends() {
  sigset_t ends;
  sigemptyset(&ends);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&ends, number);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  return ends;
}

// Does not return: threads wait in the kernel, and only the end of the process ends what the kernel
// waits for.
[[noreturn]] void run(const Settings& settings) {
  if (settings.with_parent) end_with_parent();
  const int background = settings.daemon ? go_to_background() : -1;
  const sigset_t ends = block_ends();
  std::signal(SIGPIPE, SIG_IGN);
  allow_many_files();
  umask(0);
  const Watchman watchman(settings.mountpoint);
  Share share(settings);
  mount(share);
  watchman.mounted();
  if (!settings.control.empty()) {
    serve_control(settings.control,
                  [&](const std::string& command) { return obey(share, command); });
  }
  say_ready(background);
  int number = 0;
  sigwait(&ends, &number);
  if (unmount(share)) watchman.unmounted();
  share.unsynced().shut_down();
  if (!settings.control.empty()) unlink(settings.control.c_str());
  std::_Exit(0);
}

int ask_and_print(const CommandLine& line) {
  const std::string answer = ask(line.ask, line.command);
  const bool is_error = answer.starts_with("error: ");
  (is_error ? std::cerr : std::cout) << answer << "\n";
  return is_error ? 1 : 0;
}

int main_of(int argc, const char* const* argv) {
  const CommandLine line = read_command_line(argc, argv);
  if (line.help) {
    std::cout << usage();
    return 0;
  }
  if (!line.ask.empty()) return ask_and_print(line);
  run(line.settings);
}

}  // namespace
}  // namespace smartsync::share

int main(int argc, char** argv) {
  try {
    return smartsync::share::main_of(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "share_simulator: " << failure.what() << "\n";
    return 1;
  }
}
