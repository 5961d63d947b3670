#include "engine/fs/file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/fs/activity.h"
#include "engine/fs/windows/handle.h"

namespace smartsync::fs {
namespace {

HANDLE handle_of(const File& file) {
  return to_handle(file.handle());
}

OVERLAPPED at_offset(std::uint64_t offset) {
  OVERLAPPED position{};
  position.Offset = static_cast<DWORD>(offset);
  position.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return position;
}

// What one request may carry.
DWORD request_size(std::size_t bytes) {
  return static_cast<DWORD>(std::min<std::size_t>(bytes, std::size_t{16} << 20));
}

LARGE_INTEGER large(std::uint64_t value) {
  LARGE_INTEGER result{};
  result.QuadPart = static_cast<LONGLONG>(value);
  return result;
}

void set_end(const File& file, std::uint64_t size, const char* action) {
  FILE_END_OF_FILE_INFO info{large(size)};
  if (!SetFileInformationByHandle(handle_of(file), FileEndOfFileInfo, &info, sizeof info)) {
    fail_to_write(action, file.path());
  }
}

}  // namespace

File::~File() {
  if (is_open()) CloseHandle(handle_of(*this));
}

std::size_t File::read(std::uint64_t offset, std::span<std::byte> buffer) const {
  std::size_t done = 0;
  while (done < buffer.size()) {
    OVERLAPPED position = at_offset(offset + done);
    DWORD length = 0;
    if (!ReadFile(handle_of(*this), buffer.data() + done, request_size(buffer.size() - done),
                  &length, &position)) {
      if (GetLastError() == ERROR_HANDLE_EOF) break;
      fail("cannot read", path_);
    }
    if (length == 0) break;
    done += length;
  }
  count_answer();
  return done;
}

void File::write(std::uint64_t offset, std::span<const std::byte> data) const {
  while (!data.empty()) {
    OVERLAPPED position = at_offset(offset);
    DWORD length = 0;
    if (!WriteFile(handle_of(*this), data.data(), request_size(data.size()), &length, &position)) {
      fail_to_write("cannot write", path_);
    }
    if (length == 0) fail_to_write("cannot write", path_, ERROR_DISK_FULL);
    data = data.subspan(length);
    offset += length;
  }
  count_answer();
}

Stat File::stat() const {
  Stat result;
  const DWORD error = stat_handle(handle_of(*this), result);
  if (error != 0) fail("cannot examine", path_, error);
  return result;
}

void File::truncate(std::uint64_t size) const {
  set_end(*this, size, "cannot resize");
}

bool File::allocate(std::uint64_t size, bool keep_size) const {
  if (size <= stat().size) return true;  // a smaller allocation would cut the file
  FILE_ALLOCATION_INFO info{large(size)};
  if (!SetFileInformationByHandle(handle_of(*this), FileAllocationInfo, &info, sizeof info)) {
    if (is_unknown_request(GetLastError())) return false;
    fail_to_write("cannot reserve disk space for", path_);
  }
  if (!keep_size) set_end(*this, size, "cannot reserve disk space for");
  return true;
}

bool File::deallocate(std::uint64_t offset, std::uint64_t length) const {
  DWORD unused = 0;
  FILE_ZERO_DATA_INFORMATION range{large(offset), large(offset + length)};
  return DeviceIoControl(handle_of(*this), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &unused,
                         nullptr) &&
         DeviceIoControl(handle_of(*this), FSCTL_SET_ZERO_DATA, &range, sizeof range, nullptr, 0,
                         &unused, nullptr);
}

std::optional<Range> File::next_data(std::uint64_t offset, std::uint64_t size) const {
  if (offset >= size) return std::nullopt;
  FILE_ALLOCATED_RANGE_BUFFER asked{large(offset), large(size - offset)};
  FILE_ALLOCATED_RANGE_BUFFER found{};
  DWORD bytes = 0;
  const BOOL told = DeviceIoControl(handle_of(*this), FSCTL_QUERY_ALLOCATED_RANGES, &asked,
                                    sizeof asked, &found, sizeof found, &bytes, nullptr);
  if (!told && GetLastError() != ERROR_MORE_DATA) return Range{offset, size};
  if (bytes < sizeof found) return std::nullopt;
  const auto begin = static_cast<std::uint64_t>(found.FileOffset.QuadPart);
  const Range range{std::max(begin, offset),
                    std::min(size, begin + static_cast<std::uint64_t>(found.Length.QuadPart))};
  if (range.begin >= range.end) return std::nullopt;
  return range;
}

// Windows writes behind by itself.
void File::start_writing(std::uint64_t, std::uint64_t) const {}

void File::expect_sequential() const {}  // Windows takes this hint only when a file is opened

void File::set_permissions(std::uint16_t permissions) const {
  const DWORD error = set_read_only(handle_of(*this), (permissions & 0200) == 0);
  if (error != 0) fail("cannot set permissions of", path_, error);
}

void File::set_owner(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> gid) const {
  const bool is_what_it_is = uid.value_or(0) == 0 && gid.value_or(0) == 0;
  if (!is_what_it_is) fail("cannot set owner of", path_, ERROR_NOT_SUPPORTED);
}

void File::set_times(std::optional<Time> accessed, std::optional<Time> modified) const {
  const DWORD error = set_basic(handle_of(*this), 0, accessed ? to_ticks(*accessed) : 0,
                                modified ? to_ticks(*modified) : 0, 0);
  if (error != 0) fail("cannot set times of", path_, error);
}

Lock File::try_lock() const {
  // Far behind any content: others cannot read what is locked.
  OVERLAPPED position = at_offset(std::uint64_t{1} << 62);
  if (LockFileEx(handle_of(*this), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                 &position)) {
    return Lock::taken;
  }
  if (GetLastError() == ERROR_LOCK_VIOLATION || GetLastError() == ERROR_IO_PENDING) {
    return Lock::held_by_another;
  }
  if (is_unknown_request(GetLastError())) return Lock::unsupported;
  fail("cannot lock", path_);
}

void File::sync() const {
  if (!FlushFileBuffers(handle_of(*this))) fail_to_write("cannot sync", path_);
}

void File::close() {
  if (!is_open()) return;
  if (!CloseHandle(to_handle(std::exchange(handle_, -1)))) {
    fail_to_write("cannot finish writing", path_);
  }
}

}  // namespace smartsync::fs
