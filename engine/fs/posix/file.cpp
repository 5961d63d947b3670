#include "engine/fs/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "engine/fs/activity.h"
#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

// By the filesystem or the kernel: holes, reserved space, locks.
bool is_not_offered(int error) {
  return error == EOPNOTSUPP || error == ENOSYS || error == EINVAL || error == ENODEV;
}

}  // namespace

File::~File() {
  if (is_open()) ::close(fd_of(*this));
}

std::size_t File::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t length = pread(fd_of(*this), buffer.data() + done, buffer.size() - done,
                                 static_cast<off_t>(offset + done));
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) fail("cannot read", path_);
    if (length == 0) break;
    done += static_cast<std::size_t>(length);
  }
  count_answer();
  return done;
}

void File::write(std::uint64_t offset, std::span<const std::byte> data) const {
  while (!data.empty()) {
    const ssize_t length =
        pwrite(fd_of(*this), data.data(), data.size(), static_cast<off_t>(offset));
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) fail_to_write("cannot write", path_);
    if (length == 0) fail_to_write("cannot write", path_, ENOSPC);  // the end of a device
    data = data.subspan(static_cast<std::size_t>(length));
    offset += static_cast<std::size_t>(length);
  }
  count_answer();
}

Stat File::stat() const {
  Stat result;
  const int error = stat_at(fd_of(*this), "", AT_EMPTY_PATH, result);
  if (error != 0) fail("cannot examine", path_, error);
  if (result.type == FileType::block_device) {
    const off_t end = lseek(fd_of(*this), 0, SEEK_END);
    result.size = end < 0 ? 0 : static_cast<std::uint64_t>(end);
  }
  return result;
}

void File::truncate(std::uint64_t size) const {
  if (ftruncate(fd_of(*this), static_cast<off_t>(size)) != 0) fail_to_write("cannot resize", path_);
}

bool File::allocate(std::uint64_t size, bool keep_size) const {
  if (size == 0) return true;
  const int mode = keep_size ? FALLOC_FL_KEEP_SIZE : 0;
  while (fallocate(fd_of(*this), mode, 0, static_cast<off_t>(size)) != 0) {
    if (is_not_offered(errno)) return false;
    if (errno != EINTR) fail_to_write("cannot reserve disk space for", path_);
  }
  return true;
}

bool File::deallocate(std::uint64_t offset, std::uint64_t length) const {
  const int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  while (fallocate(fd_of(*this), mode, static_cast<off_t>(offset), static_cast<off_t>(length)) !=
         0) {
    if (is_not_offered(errno)) return false;
    if (errno != EINTR) fail_to_write("cannot make a hole in", path_);
  }
  return true;
}

std::optional<Range> File::next_data(std::uint64_t offset, std::uint64_t size) const {
  if (offset >= size) return std::nullopt;
  const off_t begin = lseek(fd_of(*this), static_cast<off_t>(offset), SEEK_DATA);
  if (begin < 0) {
    if (errno == ENXIO) return std::nullopt;
    return Range{offset, size};
  }
  const off_t end = lseek(fd_of(*this), begin, SEEK_HOLE);
  const Range range{static_cast<std::uint64_t>(begin),
                    end < 0 ? size : std::min(size, static_cast<std::uint64_t>(end))};
  if (range.begin >= range.end) return std::nullopt;
  return range;
}

void File::start_writing(std::uint64_t offset, std::uint64_t length) const {
  (void)sync_file_range(static_cast<int>(handle_), static_cast<off64_t>(offset),
                        static_cast<off64_t>(length), SYNC_FILE_RANGE_WRITE);
}

void File::expect_sequential() const {
  posix_fadvise(fd_of(*this), 0, 0, POSIX_FADV_SEQUENTIAL);  // advice: failing changes nothing
}

void File::set_permissions(std::uint16_t permissions) const {
  if (fchmod(fd_of(*this), permissions & 07777U) != 0) fail("cannot set permissions of", path_);
}

void File::set_owner(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> gid) const {
  constexpr auto kKeep = static_cast<std::uint32_t>(-1);
  if (fchown(fd_of(*this), uid.value_or(kKeep), gid.value_or(kKeep)) != 0) {
    fail("cannot set owner of", path_);
  }
}

void File::set_times(std::optional<Time> accessed, std::optional<Time> modified) const {
  const std::array<timespec, 2> times{to_timespec(accessed), to_timespec(modified)};
  if (futimens(fd_of(*this), times.data()) != 0) fail("cannot set times of", path_);
}

Lock File::try_lock() const {
  // Far behind any content, as some servers keep others from reading what is locked. Not a lock of
  // the open file (F_OFD_SETLK): FUSE does not give those up when the file is closed.
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = off_t{1} << 62;
  range.l_len = 1;
  while (fcntl(fd_of(*this), F_SETLK, &range) != 0) {
    if (errno == EACCES || errno == EAGAIN) return Lock::held_by_another;
    if (errno == ENOLCK || is_not_offered(errno)) return Lock::unsupported;
    if (errno != EINTR) fail("cannot lock", path_);
  }
  return Lock::taken;
}

void File::sync() const {
  while (fsync(fd_of(*this)) != 0) {
    if (errno == EINVAL || errno == ENOTSUP) return;  // not something that can be synced
    if (errno != EINTR) fail_to_write("cannot sync", path_);
  }
  count_answer();
}

void File::close() {
  if (!is_open()) return;
  const int fd = static_cast<int>(std::exchange(handle_, -1));
  // After EINTR the descriptor is closed all the same on Linux.
  if (::close(fd) != 0 && errno != EINTR) fail_to_write("cannot finish writing", path_);
}

}  // namespace smartsync::fs
