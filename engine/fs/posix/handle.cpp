#include "engine/fs/posix/handle.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <atomic>
#include <optional>

#include "engine/fs/error.h"
#include "engine/fs/name.h"

namespace smartsync::fs {
namespace {

constexpr int kOpenParent = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

// Takes the first component off `rest`, skipping empty ones and "."; empty at the end.
std::string_view next_component(std::string_view& rest) {
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    rest = slash == rest.npos ? std::string_view{} : rest.substr(slash + 1);
    if (!part.empty() && part != ".") return part;
  }
  return {};
}

bool is_safe_relative(std::string_view relative) {
  if (relative.starts_with('/') || relative.find('\0') != relative.npos) return false;
  while (true) {
    const std::string_view part = next_component(relative);
    if (part.empty()) return true;
    if (part == "..") return false;
  }
}

// openat(2) of one component. O_NOFOLLOW with O_DIRECTORY calls a symlink "not a directory"; that
// answer is made to say what it is.
int open_component(int dir_fd, const std::string& name, int flags, mode_t mode) {
  const int fd = openat(dir_fd, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd >= 0 || errno != ENOTDIR) return fd;
  struct stat found {};
  const bool is_link =
      fstatat(dir_fd, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
  errno = is_link ? ELOOP : ENOTDIR;
  return -1;
}

// nullopt: this kernel (or its seccomp filter) does not offer openat2.
std::optional<int> open_with_openat2(int dir_fd, std::string_view relative, int flags,
                                     mode_t mode) {
  static std::atomic<bool> missing = false;
  if (missing.load(std::memory_order_relaxed)) return std::nullopt;
  open_how how{};
  how.flags = static_cast<unsigned>(flags | O_NOFOLLOW | O_CLOEXEC);
  how.mode = (flags & O_CREAT) != 0 ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const std::string path(relative);
  // EAGAIN: something was renamed during the walk; give up on the fast way after a few rounds.
  for (int attempt = 0; attempt < 8; ++attempt) {
    const long fd = syscall(SYS_openat2, dir_fd, path.c_str(), &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno == ENOSYS) {
      missing.store(true, std::memory_order_relaxed);
      return std::nullopt;
    }
    if (errno == EPERM || errno == ENOTDIR) return std::nullopt;  // the walk knows better
    if (errno != EAGAIN) return -1;
  }
  return std::nullopt;
}

FileType file_type(unsigned mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return FileType::directory;
    case S_IFLNK:
      return FileType::symlink;
    case S_IFIFO:
      return FileType::fifo;
    case S_IFSOCK:
      return FileType::socket;
    case S_IFCHR:
      return FileType::char_device;
    case S_IFBLK:
      return FileType::block_device;
    default:
      return FileType::regular;
  }
}

Time to_time(const struct statx_timestamp& stamp) {
  return {stamp.tv_sec, static_cast<std::int32_t>(stamp.tv_nsec)};
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

void fail(const char* action, const std::string& path, int error) {
  throw Error(action, path, std::error_code(error, std::generic_category()));
}

void fail_to_write(const char* action, const std::string& path, int error) {
  throw WriteError(action, path, std::error_code(error, std::generic_category()));
}

void fail(const char* action, const Dir::State& dir, std::string_view relative, int error) {
  fail(action, join_path(dir.path, relative), error);
}

std::string component(const char* action, const Dir::State& dir, std::string_view name) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != name.npos ||
      name.find('\0') != name.npos) {
    fail(action, dir, name, EINVAL);
  }
  return std::string(name);
}

int open_beneath(int dir_fd, std::string_view relative, int flags, mode_t mode) {
  std::string_view rest = relative;
  const bool several = !next_component(rest).empty() && !next_component(rest).empty();
  if (several && is_safe_relative(relative)) {
    const std::optional<int> fd = open_with_openat2(dir_fd, relative, flags, mode);
    if (fd) return *fd;
  }
  return open_beneath_by_walk(dir_fd, relative, flags, mode);
}

int open_beneath_by_walk(int dir_fd, std::string_view relative, int flags, mode_t mode) {
  if (!is_safe_relative(relative)) {
    errno = EINVAL;
    return -1;
  }
  std::string_view part = next_component(relative);
  if (part.empty()) return openat(dir_fd, ".", flags | O_CLOEXEC, mode);
  Fd parent;
  while (true) {
    const int at = parent ? parent.get() : dir_fd;
    const std::string_view following = next_component(relative);
    if (following.empty()) return open_component(at, std::string(part), flags, mode);
    parent = Fd(open_component(at, std::string(part), kOpenParent, 0));
    if (!parent) return -1;
    part = following;
  }
}

int stat_at(int dir_fd, const char* path, int at_flags, Stat& result) {
  struct statx found {};
  constexpr unsigned kMask = STATX_BASIC_STATS | STATX_BTIME;
  if (statx(dir_fd, path, at_flags | AT_NO_AUTOMOUNT, kMask, &found) != 0) return errno;
  result.type = file_type(found.stx_mode);
  result.permissions = static_cast<std::uint16_t>(found.stx_mode & 07777U);
  result.uid = found.stx_uid;
  result.gid = found.stx_gid;
  result.links = found.stx_nlink;
  result.size = found.stx_size;
  result.allocated = found.stx_blocks * 512;
  result.modified = to_time(found.stx_mtime);
  result.accessed = to_time(found.stx_atime);
  result.created = (found.stx_mask & STATX_BTIME) != 0 ? to_time(found.stx_btime) : Time{};
  result.device = makedev(found.stx_dev_major, found.stx_dev_minor);
  result.inode = found.stx_ino;
  result.rdev = makedev(found.stx_rdev_major, found.stx_rdev_minor);
  return 0;
}

timespec to_timespec(const std::optional<Time>& time) {
  timespec result{};
  result.tv_nsec = UTIME_OMIT;
  if (time) {
    result.tv_sec = time->seconds;
    result.tv_nsec = time->nanoseconds;
  }
  return result;
}

}  // namespace smartsync::fs
