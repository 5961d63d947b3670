// Listing a directory: Windows answers names and their attributes together, so there is no
// request a name. 64 KiB is the most that a file server sends in one answer.
#include <array>
#include <memory>

#include "engine/fs/activity.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

struct alignas(8) Buffer {
  std::array<std::byte, std::size_t{64} << 10> bytes;
};

Stat to_stat(const FILE_ID_BOTH_DIR_INFO& record, std::uint64_t device) {
  Stat stat;
  const bool is_reparse = (record.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  stat.type = type_of(record.FileAttributes, is_reparse ? record.EaSize : 0);
  stat.permissions = permissions_of(record.FileAttributes, stat.type);
  stat.links = 0;
  if (stat.type == FileType::regular) {
    stat.size = static_cast<std::uint64_t>(record.EndOfFile.QuadPart);
    stat.allocated = static_cast<std::uint64_t>(record.AllocationSize.QuadPart);
  }
  stat.modified = to_time(record.LastWriteTime.QuadPart);
  stat.accessed = to_time(record.LastAccessTime.QuadPart);
  stat.created = to_time(record.CreationTime.QuadPart);
  stat.device = device;
  stat.inode = static_cast<std::uint64_t>(record.FileId.QuadPart);
  return stat;
}

void append_records(const Buffer& buffer, std::uint64_t device, std::vector<Listed>& entries) {
  const std::byte* at = buffer.bytes.data();
  while (true) {
    const auto& record = *reinterpret_cast<const FILE_ID_BOTH_DIR_INFO*>(at);
    const std::wstring_view name(record.FileName, record.FileNameLength / sizeof(wchar_t));
    if (name != L"." && name != L"..") {
      entries.push_back({to_utf8(name), to_stat(record, device)});
    }
    if (record.NextEntryOffset == 0) return;
    at += record.NextEntryOffset;
  }
}

// Returns 0 or the Windows error that ended the reading.
DWORD read_records(const Dir::State& dir, std::vector<Listed>& entries) {
  // A handle has one listing position, and some systems keep what it has listed once: only the
  // first listing uses the directory's own.
  Handle again;
  HANDLE handle = dir.handle.get();
  if (dir.listed.exchange(true)) {
    Opening how;
    how.access = FILE_LIST_DIRECTORY;
    again = open_component(dir.handle.get(), L"", how);
    if (!again) return GetLastError();
    handle = again.get();
  }
  const auto buffer = std::make_unique<Buffer>();
  while (GetFileInformationByHandleEx(handle, FileIdBothDirectoryInfo, buffer->bytes.data(),
                                      static_cast<DWORD>(buffer->bytes.size()))) {
    append_records(*buffer, dir.device, entries);
  }
  const DWORD error = GetLastError();
  const bool is_end = error == ERROR_NO_MORE_FILES || error == ERROR_FILE_NOT_FOUND;
  return is_end ? 0 : error;
}

}  // namespace

Listing Dir::list(Follow follow) const {
  Listing listing;
  const DWORD error = read_records(*state_, listing.entries);
  count_answer();
  if (error != 0) listing.read_error = errno_of(error);
  // What a listing does not tell about links has to be asked for.
  for (Listed& entry : listing.entries) {
    if (entry.stat.type != FileType::symlink) continue;
    Opening how;
    how.follow = follow;
    const std::optional<std::wstring> name = to_utf16(entry.name);
    Handle handle = open_component(state_->handle.get(), *name, how);
    if (!handle && follow == Follow::yes) {
      how.follow = Follow::no;
      handle = open_component(state_->handle.get(), *name, how);
    }
    if (handle) stat_handle(handle.get(), entry.stat);
  }
  return listing;
}

}  // namespace smartsync::fs
