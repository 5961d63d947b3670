// What the Windows sources share: handles, errors, and opening without leaving a directory.
//
// Names below a Dir are opened by NtCreateFile relative to the directory's handle, one component
// at a time and never through a link: so no path is resolved twice, none has a length limit, and
// nothing that is renamed meanwhile can lead elsewhere. NtCreateFile and NtSetInformationFile are
// documented in Microsoft's driver kit (ntifs.h).
#pragma once

#include <windows.h>
#include <winioctl.h>
#include <winternl.h>

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"
#include "engine/fs/windows/code.h"

namespace smartsync::fs {

inline constexpr DWORD kLongestPath = 32768;  // in UTF-16 units, with the zero at its end

class Handle {
 public:
  explicit Handle(HANDLE handle = INVALID_HANDLE_VALUE) : handle_(handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, INVALID_HANDLE_VALUE)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() {
    if (*this) CloseHandle(handle_);
  }
  HANDLE get() const { return handle_; }
  HANDLE release() { return std::exchange(handle_, INVALID_HANDLE_VALUE); }
  explicit operator bool() const { return handle_ != INVALID_HANDLE_VALUE; }

 private:
  HANDLE handle_;
};

// What File keeps as a number.
inline HANDLE to_handle(std::intptr_t value) {
  return reinterpret_cast<HANDLE>(value);  // NOLINT(performance-no-int-to-ptr)
}

struct Dir::State {
  Handle handle;
  std::string path;                          // as the user typed it
  std::uint64_t device = 0;                  // the volume's serial number
  mutable std::atomic<bool> listed = false;  // the handle has been used for a listing
};

[[noreturn]] void fail(const char* action, const std::string& path, DWORD error = GetLastError());
[[noreturn]] void fail_to_write(const char* action, const std::string& path,
                                DWORD error = GetLastError());
[[noreturn]] void fail(const char* action, const Dir::State& dir, std::string_view relative,
                       DWORD error = GetLastError());

// One path component as UTF-16; throws EINVAL for "", ".", "..", anything with a separator, a
// colon (which would name a stream) or a zero in it, and invalid UTF-8.
std::wstring component(const char* action, const Dir::State& dir, std::string_view name);
// For a name that is to be created: also refuses what refuse_name() does, with its reason.
std::wstring new_component(const char* action, const Dir::State& dir, std::string_view name);

// How to open: the last three as NtCreateFile takes them.
struct Opening {
  ACCESS_MASK access = FILE_READ_ATTRIBUTES;
  ULONG disposition = 1;  // FILE_OPEN
  ULONG options = 0;      // FILE_DIRECTORY_FILE, …
  ULONG attributes = 0;   // of a new file
  Follow follow = Follow::no;
};

// Opens one component (or the directory itself, for L"") below `dir`. A link is opened as itself.
// Without success the handle is empty and GetLastError() tells why.
Handle open_component(HANDLE dir, std::wstring_view name, const Opening& how);

// The path of an open file or directory as Windows knows it now, in the "\\?\" form; "" if it has
// none.
std::wstring path_of_handle(HANDLE handle);

// Opens a path that the user named, absolute or below `dir` (nullptr: the current directory). ".."
// and backslashes mean what they mean to Windows, and links on the way are followed. "Z:" is the
// drive's root, not the directory that some shell has left there.
Handle open_user_path(HANDLE dir, std::string_view path, const Opening& how);

// The directory that the last component of a relative path lies in, and that component (empty if
// the path names `dir` itself). A link on the way is refused (kLinkRefused), as are ".." and
// absolute paths (ERROR_INVALID_NAME).
struct Parent {
  Handle owner;  // empty if `dir` is the one that was given
  HANDLE dir = nullptr;
  std::wstring name;
};
std::optional<Parent> open_parent(HANDLE dir, std::string_view relative);

// Opens a relative path below `dir`, as open_parent does; a link at its end is refused, too. With
// Follow::yes it is a path that the user named.
Handle open_beneath(HANDLE dir, std::string_view relative, const Opening& how);

// As Windows stores times: units of 100 ns since 1601.
Time to_time(std::int64_t ticks);
std::int64_t to_ticks(const Time& time);

// 0 if it is not a reparse point.
DWORD reparse_tag(HANDLE handle);
// A link, mount point or junction: something that leads elsewhere. Other reparse points (files
// of a cloud drive, deduplicated or compressed files) are ordinary files with unusual storage.
bool leads_elsewhere(DWORD tag);
FileType type_of(DWORD attributes, DWORD tag);
std::uint16_t permissions_of(DWORD attributes, FileType type);
// The length of a link's target in bytes of UTF-8; 0 if it cannot be read.
std::uint64_t link_length(HANDLE handle);

// Returns 0 or the Windows error.
DWORD stat_handle(HANDLE handle, Stat& result);

// Sets what FILE_BASIC_INFO names; zero leaves a value alone. Returns 0 or the Windows error.
DWORD set_basic(HANDLE handle, std::int64_t created, std::int64_t accessed, std::int64_t modified,
                DWORD attributes);
DWORD set_read_only(HANDLE handle, bool read_only);

// NtSetInformationFile with its class number from the driver kit; 0 or the Windows error.
DWORD set_information(HANDLE handle, int information_class, void* data, std::size_t size);
// Whether an error means that the filesystem or this Windows does not know such a request.
bool is_unknown_request(DWORD error);

}  // namespace smartsync::fs
