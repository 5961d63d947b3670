// Dir's methods for the metadata of a name, never following a symlink.
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "engine/fs/dir.h"
#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

#ifdef SYS_fchmodat2
constexpr long kFchmodat2 = SYS_fchmodat2;
#else
constexpr long kFchmodat2 = 452;  // the same number on every architecture; Linux 6.6
#endif

constexpr std::size_t kXattrMax = 65536;  // XATTR_LIST_MAX and XATTR_SIZE_MAX of linux/limits.h

// Of an O_PATH descriptor, too.
int chmod_of(int fd, mode_t mode) {
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return chmod(path.c_str(), mode) == 0 ? 0 : errno;
}

// The way for kernels without fchmodat2: an O_PATH descriptor cannot be exchanged for a symlink
// between the check and the chmod. Returns 0 or errno.
int chmod_through_proc(int dir_fd, const char* name, mode_t mode) {
  const Fd fd(openat(dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return errno;
  struct stat found {};
  if (fstat(fd.get(), &found) != 0) return errno;
  if (S_ISLNK(found.st_mode)) return EOPNOTSUPP;
  return chmod_of(fd.get(), mode);
}

// A directory that may not be entered has no "." for its owner, who may change it all the same.
int chmod_self(int dir_fd, mode_t mode) {
  if (fchmodat(dir_fd, ".", mode, 0) == 0) return 0;
  return errno == EACCES ? chmod_of(dir_fd, mode) : errno;
}

int set_times_of_self(int dir_fd, const timespec* times) {
  const int result = utimensat(dir_fd, ".", times, AT_SYMLINK_NOFOLLOW);
  if (result == 0 || errno != EACCES) return result;
  return utimensat(dir_fd, "", times, AT_EMPTY_PATH);
}

int chmod_no_follow(int dir_fd, const char* name, mode_t mode) {
  static std::atomic<bool> missing = false;
  if (!missing.load(std::memory_order_relaxed)) {
    if (syscall(kFchmodat2, dir_fd, name, mode, AT_SYMLINK_NOFOLLOW) == 0) return 0;
    if (errno == ENOSYS) {
      missing.store(true, std::memory_order_relaxed);
    } else if (errno != EPERM) {  // which an old seccomp filter answers, too
      return errno;
    }
  }
  return chmod_through_proc(dir_fd, name, mode);
}

// There are no *xattrat calls before Linux 6.13, and most files may not be opened just to ask for
// attributes (no permission, devices, symlinks). Only the last component, which l*xattr does not
// follow, comes from outside.
std::string xattr_path(const char* action, const Dir::State& dir, std::string_view name) {
  std::string path = "/proc/self/fd/" + std::to_string(dir.fd.get()) + '/';
  return path += name.empty() ? "." : component(action, dir, name);
}

bool is_unsupported(int error) {
  return error == ENOTSUP || error == ENOSYS;
}

// A buffer that every name list and value of the kernel fits into.
char* xattr_buffer() {
  thread_local const auto buffer = std::make_unique<std::array<char, kXattrMax>>();
  return buffer->data();
}

// nullopt with errno set if there is no such attribute or it cannot be read.
std::optional<std::string> read_xattr(const std::string& path, const std::string& attribute,
                                      Follow follow = Follow::no) {
  const auto get = follow == Follow::yes ? getxattr : lgetxattr;
  const ssize_t length = get(path.c_str(), attribute.c_str(), xattr_buffer(), kXattrMax);
  if (length < 0) return std::nullopt;
  return std::string(xattr_buffer(), static_cast<std::size_t>(length));
}

std::vector<std::string> split_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\0'), list.size());
    names.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

void Dir::set_permissions(std::string_view name, std::uint16_t permissions) const {
  constexpr const char* kAction = "cannot set permissions of";
  const mode_t mode = permissions & 07777U;
  int error = 0;
  if (!name.empty()) {
    const std::string path = component(kAction, *state_, name);
    error = chmod_no_follow(state_->fd.get(), path.c_str(), mode);
  } else if (state_->readable) {
    error = fchmod(state_->fd.get(), mode) == 0 ? 0 : errno;
  } else {
    error = chmod_self(state_->fd.get(), mode);
  }
  if (error == 0) return;
  if (error == EOPNOTSUPP && !name.empty()) {
    const std::optional<Stat> found = stat(name);
    if (found && found->type == FileType::symlink) return;
  }
  fail(kAction, *state_, name, error);
}

void Dir::set_owner(std::string_view name, std::optional<std::uint32_t> uid,
                    std::optional<std::uint32_t> gid) const {
  constexpr const char* kAction = "cannot set owner of";
  const std::string path = name.empty() ? "" : component(kAction, *state_, name);
  const int flags = AT_SYMLINK_NOFOLLOW | (name.empty() ? AT_EMPTY_PATH : 0);
  constexpr auto kKeep = static_cast<std::uint32_t>(-1);
  if (fchownat(state_->fd.get(), path.c_str(), uid.value_or(kKeep), gid.value_or(kKeep), flags) !=
      0) {
    fail(kAction, *state_, name);
  }
}

void Dir::set_times(std::string_view name, std::optional<Time> accessed,
                    std::optional<Time> modified) const {
  constexpr const char* kAction = "cannot set times of";
  const std::array<timespec, 2> times{to_timespec(accessed), to_timespec(modified)};
  int result = 0;
  if (name.empty()) {
    result = state_->readable ? futimens(state_->fd.get(), times.data())
                              : set_times_of_self(state_->fd.get(), times.data());
  } else {
    const std::string path = component(kAction, *state_, name);
    result = utimensat(state_->fd.get(), path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
  }
  if (result != 0) fail(kAction, *state_, name);
}

bool Dir::has_specials() {
  return true;
}

bool Dir::keeps_xattrs() {
  return true;
}

bool Dir::can_set_created() {
  return false;
}

void Dir::set_created(std::string_view name, Time) const {
  fail("cannot set creation time of", *state_, name, ENOTSUP);
}

std::vector<Xattr> Dir::xattrs(std::string_view name, Follow follow) const {
  constexpr const char* kAction = "cannot read extended attributes of";
  const std::string path = xattr_path(kAction, *state_, name);
  const auto list = follow == Follow::yes ? listxattr : llistxattr;
  const ssize_t length = list(path.c_str(), xattr_buffer(), kXattrMax);
  if (length < 0 && !is_unsupported(errno)) fail(kAction, *state_, name);
  std::vector<Xattr> result;
  if (length <= 0) return result;
  for (std::string& attribute : split_names({xattr_buffer(), static_cast<std::size_t>(length)})) {
    std::optional<std::string> value = read_xattr(path, attribute, follow);
    if (value) {
      result.push_back({std::move(attribute), std::move(*value)});
    } else if (errno != ENODATA && !is_unsupported(errno)) {  // else it vanished meanwhile
      fail(kAction, *state_, name);
    }
  }
  return result;
}

std::optional<std::string> Dir::xattr(std::string_view name, const std::string& attribute) const {
  constexpr const char* kAction = "cannot read an extended attribute of";
  std::optional<std::string> value = read_xattr(xattr_path(kAction, *state_, name), attribute);
  if (!value && errno != ENODATA && !is_unsupported(errno)) fail(kAction, *state_, name);
  return value;
}

void Dir::set_xattr(std::string_view name, const std::string& attribute,
                    std::string_view value) const {
  constexpr const char* kAction = "cannot set an extended attribute of";
  const std::string path = xattr_path(kAction, *state_, name);
  if (lsetxattr(path.c_str(), attribute.c_str(), value.data(), value.size(), 0) != 0) {
    fail(kAction, *state_, name);
  }
}

void Dir::remove_xattr(std::string_view name, const std::string& attribute) const {
  constexpr const char* kAction = "cannot remove an extended attribute of";
  const std::string path = xattr_path(kAction, *state_, name);
  if (lremovexattr(path.c_str(), attribute.c_str()) != 0 && errno != ENODATA) {
    fail(kAction, *state_, name);
  }
}

}  // namespace smartsync::fs
