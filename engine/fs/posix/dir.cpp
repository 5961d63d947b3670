#include "engine/fs/dir.h"

#include <fcntl.h>
#include <unistd.h>

#include "engine/fs/activity.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

constexpr std::string_view handles = "/proc/self/fd/";
constexpr int kOpenDir = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
// A fifo put where a file was must not block us for ever.
constexpr int kOpenFile = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

bool is_absent(int error) {
  return error == ENOENT || error == ENOTDIR;
}

// Opens below `dir_fd`, following symlinks only if told to. Returns -1 with errno set.
int open_at(int dir_fd, std::string_view relative, int flags, Follow follow) {
  if (follow == Follow::no) return open_beneath(dir_fd, relative, flags);
  const std::string path = relative.empty() ? "." : std::string(relative);
  return openat(dir_fd, path.c_str(), flags | O_CLOEXEC);
}

// A file that another process holds a lease on (Samba's oplocks) refuses O_NONBLOCK at first.
int open_file_at(int dir_fd, std::string_view relative, int flags, Follow follow) {
  const int fd = open_at(dir_fd, relative, flags | kOpenFile, follow);
  if (fd >= 0 || errno != EWOULDBLOCK) return fd;
  const Fd probe(open_at(dir_fd, relative, O_PATH, follow));
  Stat found;
  if (!probe || stat_at(probe.get(), "", AT_EMPTY_PATH, found) != 0 ||
      found.type != FileType::regular) {
    errno = EWOULDBLOCK;
    return -1;
  }
  return open_at(dir_fd, relative, (flags | kOpenFile) & ~O_NONBLOCK, follow);
}

// Empty with errno set if it cannot be opened. A directory that may be searched but not read still
// serves to reach the names in it.
std::shared_ptr<Dir::State> open_dir_at(int dir_fd, std::string_view relative, Follow follow,
                                        std::string path) {
  Fd fd(open_at(dir_fd, relative, kOpenDir, follow));
  bool readable = true;
  if (!fd && errno == EACCES) {
    fd = Fd(open_at(dir_fd, relative, O_PATH | O_DIRECTORY, follow));
    if (!fd) errno = EACCES;
    readable = false;
  }
  if (!fd) return nullptr;
  auto state = std::make_shared<Dir::State>();
  state->fd = std::move(fd);
  state->path = std::move(path);
  state->readable = readable;
  return state;
}

std::uint16_t to_mode(std::uint16_t permissions) {
  return permissions & 07777U;
}

unsigned type_bits(FileType type) {
  switch (type) {
    case FileType::fifo:
      return S_IFIFO;
    case FileType::socket:
      return S_IFSOCK;
    case FileType::char_device:
      return S_IFCHR;
    case FileType::block_device:
      return S_IFBLK;
    default:
      return 0;
  }
}

}  // namespace

Dir Dir::open(const std::string& path) {
  auto state = open_dir_at(AT_FDCWD, path, Follow::yes, path);
  if (!state) fail("cannot open directory", path.empty() ? "." : path);
  return Dir(std::move(state));
}

const std::string& Dir::path() const {
  return state_->path;
}
std::string Dir::path_of(std::string_view relative) const {
  return join_path(state_->path, relative);
}

std::string Dir::handle_path_of(std::string_view relative) const {
  return std::string(handles) + std::to_string(state_->fd.get()) + "/" + std::string(relative);
}

bool Dir::is_handle_path(std::string_view path) {
  return path.starts_with(handles);
}

Dir Dir::open_dir(std::string_view relative, Follow follow) const {
  auto state = open_dir_at(state_->fd.get(), relative, follow, path_of(relative));
  if (!state) fail("cannot open directory", *state_, relative);
  return Dir(std::move(state));
}

std::optional<Dir> Dir::open_dir_if_exists(std::string_view relative, Follow follow) const {
  auto state = open_dir_at(state_->fd.get(), relative, follow, path_of(relative));
  if (state) return Dir(std::move(state));
  if (!is_absent(errno)) fail("cannot open directory", *state_, relative);
  return std::nullopt;
}

Stat Dir::stat_self() const {
  Stat result;
  const int error = stat_at(state_->fd.get(), "", AT_EMPTY_PATH, result);
  if (error != 0) fail("cannot examine", *state_, "", error);
  return result;
}

std::optional<Stat> Dir::stat(std::string_view relative, Follow follow) const {
  Stat result;
  int error = 0;
  const bool single = relative != ".." && relative.find('/') == relative.npos &&
                      relative.find('\0') == relative.npos;
  if (relative.empty()) {
    error = stat_at(state_->fd.get(), "", AT_EMPTY_PATH, result);
  } else if (follow == Follow::yes || single) {
    error = stat_at(state_->fd.get(), std::string(relative).c_str(),
                    follow == Follow::yes ? 0 : AT_SYMLINK_NOFOLLOW, result);
  } else {
    const Fd fd(open_beneath(state_->fd.get(), relative, O_PATH));
    error = fd ? stat_at(fd.get(), "", AT_EMPTY_PATH, result) : errno;
  }
  count_answer();
  if (error == 0) return result;
  if (!is_absent(error)) fail("cannot examine", *state_, relative, error);
  return std::nullopt;
}

std::optional<Stat> Dir::stat_fresh(std::string_view name) const {
  const std::string path = component("cannot examine", *state_, name);
  Stat result;
  const int error =
      stat_at(state_->fd.get(), path.c_str(), AT_SYMLINK_NOFOLLOW | AT_STATX_FORCE_SYNC, result);
  if (is_absent(error) || error == ESTALE) return std::nullopt;
  if (error != 0) fail("cannot examine", *state_, name, error);
  if (result.links == 0) return std::nullopt;
  return result;
}

File Dir::open_read(std::string_view relative, OpenRead how) const {
  const int flags = O_RDONLY | (how.keep_access_time ? O_NOATIME : 0);
  int fd = open_file_at(state_->fd.get(), relative, flags, how.follow);
  if (fd < 0 && errno == EPERM && how.keep_access_time) {
    fd = open_file_at(state_->fd.get(), relative, O_RDONLY, how.follow);
  }
  if (fd < 0) fail("cannot open", *state_, relative);
  return File(fd, path_of(relative));
}

File Dir::open_write(std::string_view relative, Devices devices) const {
  int fd = open_file_at(state_->fd.get(), relative, O_RDWR, Follow::no);
  if (fd < 0 && errno == EACCES) {
    fd = open_file_at(state_->fd.get(), relative, O_WRONLY, Follow::no);
  }
  if (fd < 0) fail("cannot open for writing", *state_, relative);
  File file(fd, path_of(relative));
  const FileType type = file.stat().type;
  const bool wanted = type == FileType::regular || (devices == Devices::allow && is_device(type));
  if (!wanted) {
    throw Error("cannot write \"" + file.path() + "\": it is not a regular file", file.path());
  }
  return file;
}

File Dir::create(std::string_view name, std::uint16_t permissions) const {
  const std::string path = component("cannot create", *state_, name);
  const int fd = openat(state_->fd.get(), path.c_str(),
                        O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, to_mode(permissions));
  if (fd < 0) fail("cannot create", *state_, name);
  return File(fd, path_of(name));
}

std::string Dir::read_link(std::string_view name) const {
  const std::string path = component("cannot read symbolic link", *state_, name);
  std::string target(256, '\0');
  while (true) {
    const ssize_t length = readlinkat(state_->fd.get(), path.c_str(), target.data(), target.size());
    if (length < 0) fail("cannot read symbolic link", *state_, name);
    const auto used = static_cast<std::size_t>(length);
    if (used < target.size()) {
      target.resize(used);
      return target;
    }
    target.resize(target.size() * 4);
  }
}

void Dir::make_dir(std::string_view name, std::uint16_t permissions) const {
  const std::string path = component("cannot create directory", *state_, name);
  if (mkdirat(state_->fd.get(), path.c_str(), to_mode(permissions)) != 0) {
    fail("cannot create directory", *state_, name);
  }
}

void Dir::make_symlink(std::string_view target, std::string_view name) const {
  const std::string path = component("cannot create symbolic link", *state_, name);
  if (target.find('\0') != target.npos) fail("cannot create symbolic link", *state_, name, EINVAL);
  if (symlinkat(std::string(target).c_str(), state_->fd.get(), path.c_str()) != 0) {
    fail("cannot create symbolic link", *state_, name);
  }
}

void Dir::make_special(std::string_view name, FileType type, std::uint16_t permissions,
                       std::uint64_t rdev) const {
  const std::string path = component("cannot create special file", *state_, name);
  const unsigned bits = type_bits(type);
  if (bits == 0) fail("cannot create special file", *state_, name, EINVAL);
  if (mknodat(state_->fd.get(), path.c_str(), bits | to_mode(permissions), rdev) != 0) {
    fail("cannot create special file", *state_, name);
  }
}

void Dir::make_link(std::string_view name, const Dir& to_dir, std::string_view to) const {
  const std::string from_path = component("cannot link", *state_, name);
  const std::string to_path = component("cannot create hard link", *to_dir.state_, to);
  if (linkat(state_->fd.get(), from_path.c_str(), to_dir.state_->fd.get(), to_path.c_str(), 0) !=
      0) {
    fail("cannot create hard link", *to_dir.state_, to);
  }
}

void Dir::rename(std::string_view name, const Dir& to_dir, std::string_view to) const {
  const std::string from_path = component("cannot rename", *state_, name);
  const std::string to_path = component("cannot replace", *to_dir.state_, to);
  if (renameat(state_->fd.get(), from_path.c_str(), to_dir.state_->fd.get(), to_path.c_str()) !=
      0) {
    fail("cannot replace", *to_dir.state_, to);
  }
  count_answer();
}

void Dir::remove_file(std::string_view name) const {
  const std::string path = component("cannot delete", *state_, name);
  if (unlinkat(state_->fd.get(), path.c_str(), 0) != 0) fail("cannot delete", *state_, name);
}

void Dir::remove_dir(std::string_view name) const {
  const std::string path = component("cannot delete directory", *state_, name);
  if (unlinkat(state_->fd.get(), path.c_str(), AT_REMOVEDIR) != 0) {
    fail("cannot delete directory", *state_, name);
  }
}

void Dir::sync() const {
  const int result = fsync(state_->fd.get());
  count_answer();
  if (result == 0) return;
  // Some network and FUSE filesystems have no such request: their names are durable by themselves.
  if (errno != EINVAL && errno != ENOTSUP && errno != ENOSYS) fail("cannot sync", *state_, "");
}

}  // namespace smartsync::fs
