#include "tests/share/watchman.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/share/nodes.h"

namespace smartsync::share {
namespace {

// Holds nothing open of what it inherited: somebody may wait for the end of a pipe.
void keep_only(int line) {
  const int nothing = open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, stream);
  constexpr int kept = STDERR_FILENO + 1;
  if (line != kept) dup2(line, kept);
  close_range(kept + 1, ~0U, 0);
}

}  // namespace

Watchman::Watchman(const std::string& mountpoint) {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC));
  if (check(fork()) == 0) {
    close(ends[1]);
    watch(ends[0], mountpoint);
  }
  close(ends[0]);
  line_ = ends[1];
}

Watchman::~Watchman() {
  close(line_);
}

void Watchman::say(char news) const {
  // If the watchman is gone there is nobody to tell.
  [[maybe_unused]] const ssize_t sent = ::write(line_, &news, 1);
}

void Watchman::watch(int line, const std::string& mountpoint) {
  setsid();
  keep_only(line);
  char last = is_unmounted;
  for (char news = 0; ::read(STDERR_FILENO + 1, &news, 1) == 1;) last = news;
  if (last == is_mounted && umount2(mountpoint.c_str(), MNT_DETACH) < 0) {
    execlp("fusermount3", "fusermount3", "-u", "-z", mountpoint.c_str(), nullptr);
  }
  std::_Exit(0);
}

}  // namespace smartsync::share
