// What the POSIX sources share: file descriptors, errors, and opening without leaving a directory.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cerrno>
#include <ctime>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/fs/dir.h"
#include "engine/fs/file.h"
#include "engine/fs/types.h"

namespace smartsync::fs {

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

inline int fd_of(const File& file) {
  return static_cast<int>(file.handle());
}

struct Dir::State {
  Fd fd;
  std::string path;      // as the user typed it
  bool readable = true;  // false: an O_PATH descriptor of a directory that may only be searched
  mutable std::mutex position{};  // the descriptor has one read position for all threads
};

[[noreturn]] void fail(const char* action, const std::string& path, int error = errno);
[[noreturn]] void fail_to_write(const char* action, const std::string& path, int error = errno);
[[noreturn]] void fail(const char* action, const Dir::State& dir, std::string_view relative,
                       int error = errno);

// A zero-terminated copy of one path component; throws EINVAL for "", ".", ".." and anything with
// '/' or a zero byte in it.
std::string component(const char* action, const Dir::State& dir, std::string_view name);

// As openat(2) for a relative path below `dir_fd`, but no component may be a symlink (ELOOP), ".."
// (EINVAL), or absolute (EINVAL). Returns -1 with errno set.
int open_beneath(int dir_fd, std::string_view relative, int flags, mode_t mode = 0);
// The same, one component at a time, for kernels without openat2.
int open_beneath_by_walk(int dir_fd, std::string_view relative, int flags, mode_t mode = 0);

// As fstatat(2), with statx(2)'s birth time. `path` must be safe to resolve. Returns 0 or errno.
int stat_at(int dir_fd, const char* path, int at_flags, Stat& result);

// For utimensat(2); nullopt leaves that time as it is.
timespec to_timespec(const std::optional<Time>& time);

}  // namespace smartsync::fs
