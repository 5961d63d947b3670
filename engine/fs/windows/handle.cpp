#include "engine/fs/windows/handle.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

constexpr std::int64_t kTicksPerSecond = 10'000'000;
constexpr std::int64_t kSecondsFrom1601To1970 = 11'644'473'600;
constexpr ULONG kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr DWORD kNameSurrogate = 0x20000000;  // of a reparse tag: IsReparseTagNameSurrogate
constexpr auto kFileIsDirectory = static_cast<NTSTATUS>(0xC00000BA);  // ntstatus.h

Handle refused(DWORD error) {
  SetLastError(error);
  return Handle();
}

// The components of a relative path; empty with `valid` false if one of them is "..", or the path
// is absolute or not UTF-8.
std::vector<std::wstring> split_path(std::string_view relative, bool& valid) {
  std::vector<std::wstring> parts;
  const std::optional<std::wstring> wide = to_utf16(relative);
  valid = wide.has_value() && !is_absolute(relative) &&
          wide->find_first_of(std::wstring_view(L"\\:\0", 3)) == wide->npos;
  if (!valid) return parts;
  std::wstring_view rest = *wide;
  while (!rest.empty()) {
    const std::size_t slash = std::min(rest.find(L'/'), rest.size());
    const std::wstring_view part = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (part == L"..") valid = false;
    if (!part.empty() && part != L".") parts.emplace_back(part);
  }
  return parts;
}

// What NtCreateFile calls an absolute path; it has no length limit and is not rewritten.
std::wstring nt_path(const std::wstring& full) {
  if (full.starts_with(L"\\\\?\\") || full.starts_with(L"\\\\.\\"))
    return L"\\??\\" + full.substr(4);
  if (full.starts_with(L"\\\\")) return L"\\??\\UNC" + full.substr(1);
  return L"\\??\\" + full;
}

// Opens one component; a link is refused. Other reparse points are opened through their filter
// driver: what it shows is the content of the file.
Handle open_named(HANDLE dir, std::wstring_view name, const Opening& how) {
  Handle handle = open_component(dir, name, how);
  if (!handle) return handle;
  const DWORD tag = reparse_tag(handle.get());
  if (tag == 0) return handle;
  if (leads_elsewhere(tag)) return refused(kLinkRefused);
  Opening through = how;
  through.follow = Follow::yes;
  return open_component(dir, name, through);
}

std::int64_t ticks_of(const FILETIME& time) {
  return static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
}

}  // namespace

void fail(const char* action, const std::string& path, DWORD error) {
  throw Error(action, path, windows_code(error));
}

void fail_to_write(const char* action, const std::string& path, DWORD error) {
  throw WriteError(action, path, windows_code(error));
}

void fail(const char* action, const Dir::State& dir, std::string_view relative, DWORD error) {
  fail(action, join_path(dir.path, relative), error);
}

std::wstring component(const char* action, const Dir::State& dir, std::string_view name) {
  const std::optional<std::wstring> wide = to_utf16(name);
  if (!wide || name.empty() || name == "." || name == ".." ||
      wide->find_first_of(std::wstring_view(L"/\\:\0", 4)) != wide->npos) {
    fail(action, dir, name, ERROR_INVALID_NAME);
  }
  return *wide;
}

std::wstring new_component(const char* action, const Dir::State& dir, std::string_view name) {
  std::wstring wide = component(action, dir, name);
  const std::optional<std::string> reason = refuse_name(name);
  if (!reason) return wide;
  const std::string path = join_path(dir.path, name);
  throw Error(std::string(action) + " \"" + path + "\": " + *reason, path);
}

Handle open_component(HANDLE dir, std::wstring_view name, const Opening& how) {
  UNICODE_STRING text{};
  text.Buffer = const_cast<wchar_t*>(name.data());
  text.Length = static_cast<USHORT>(name.size() * sizeof(wchar_t));
  text.MaximumLength = text.Length;
  if (name.size() > 0x7FFF) return refused(ERROR_FILENAME_EXCED_RANGE);
  OBJECT_ATTRIBUTES object{};
  object.Length = sizeof object;
  object.RootDirectory = dir;
  object.ObjectName = &text;
  object.Attributes = OBJ_CASE_INSENSITIVE;
  ULONG options = how.options | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT;
  if (how.follow == Follow::no) options |= FILE_OPEN_REPARSE_POINT;
  IO_STATUS_BLOCK status{};
  HANDLE handle = INVALID_HANDLE_VALUE;
  const NTSTATUS result =
      NtCreateFile(&handle, how.access | SYNCHRONIZE, &object, &status, nullptr, how.attributes,
                   kShareAll, how.disposition, options, nullptr, 0);
  // Windows itself would call it "access denied".
  if (result == kFileIsDirectory) return refused(kIsDirectory);
  if (result < 0) return refused(RtlNtStatusToDosError(result));
  return Handle(handle);
}

std::wstring path_of_handle(HANDLE handle) {
  std::wstring path(kLongestPath, L'\0');
  const DWORD length = GetFinalPathNameByHandleW(handle, path.data(), kLongestPath, 0);
  path.resize(length < kLongestPath ? length : 0);
  return path;
}

Handle open_user_path(HANDLE dir, std::string_view path, const Opening& how) {
  const std::optional<std::wstring> wide = to_utf16(path);
  if (!wide || wide->find(L'\0') != wide->npos) return refused(ERROR_INVALID_NAME);
  std::wstring named = *wide;
  const bool is_drive = named.size() == 2 && named[1] == L':';
  if (is_drive) named += L'\\';
  if (dir != nullptr && !is_drive && !is_absolute(path)) {
    std::wstring base = path_of_handle(dir);
    if (base.empty()) return Handle();
    // GetFullPathNameW leaves "\\?\" paths as they are, ".." and all.
    if (base.starts_with(L"\\\\?\\UNC\\")) {
      base.replace(0, 8, L"\\\\");
    } else if (base.starts_with(L"\\\\?\\")) {
      base.erase(0, 4);
    }
    named = base + L'\\' + named;
  }
  std::wstring full(kLongestPath, L'\0');
  const DWORD length = GetFullPathNameW(named.c_str(), kLongestPath, full.data(), nullptr);
  if (length == 0) return Handle();
  if (length >= kLongestPath) return refused(ERROR_FILENAME_EXCED_RANGE);
  full.resize(length);
  // "nul" and the like are devices wherever they are said to lie.
  const bool is_device = full.starts_with(L"\\\\.\\");
  if (is_device && (how.options & FILE_DIRECTORY_FILE) != 0) return refused(kDeviceName);
  return open_component(nullptr, nt_path(full), how);
}

std::optional<Parent> open_parent(HANDLE dir, std::string_view relative) {
  bool valid = true;
  std::vector<std::wstring> parts = split_path(relative, valid);
  if (!valid) {
    SetLastError(ERROR_INVALID_NAME);
    return std::nullopt;
  }
  Parent parent;
  parent.dir = dir;
  if (!parts.empty()) {
    parent.name = std::move(parts.back());
    parts.pop_back();
  }
  Opening how;
  how.access = FILE_TRAVERSE | FILE_READ_ATTRIBUTES;
  for (const std::wstring& part : parts) {
    Handle next = open_named(parent.dir, part, how);
    if (!next) return std::nullopt;
    parent.owner = std::move(next);
    parent.dir = parent.owner.get();
  }
  return parent;
}

Handle open_beneath(HANDLE dir, std::string_view relative, const Opening& how) {
  if (how.follow == Follow::yes) return open_user_path(dir, relative, how);
  const std::optional<Parent> parent = open_parent(dir, relative);
  return parent ? open_named(parent->dir, parent->name, how) : Handle();
}

Time to_time(std::int64_t ticks) {
  // Division towards minus infinity: nanoseconds are never negative.
  std::int64_t seconds = ticks / kTicksPerSecond;
  if (ticks % kTicksPerSecond < 0) --seconds;
  return {seconds - kSecondsFrom1601To1970,
          static_cast<std::int32_t>((ticks - seconds * kTicksPerSecond) * 100)};
}

std::int64_t to_ticks(const Time& time) {
  // 0 would mean "leave it", and nothing is older than the year 1601 or younger than 30828.
  constexpr std::int64_t kLast = std::int64_t{1} << 39;
  const std::int64_t seconds =
      std::clamp(time.seconds, -kSecondsFrom1601To1970, kLast) + kSecondsFrom1601To1970;
  return std::max<std::int64_t>(1, seconds * kTicksPerSecond + time.nanoseconds / 100);
}

DWORD reparse_tag(HANDLE handle) {
  FILE_ATTRIBUTE_TAG_INFO info{};
  if (!GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info)) return 0;
  return (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? info.ReparseTag : 0;
}

bool leads_elsewhere(DWORD tag) {
  return (tag & kNameSurrogate) != 0;
}

FileType type_of(DWORD attributes, DWORD tag) {
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && leads_elsewhere(tag)) {
    return FileType::symlink;
  }
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileType::directory : FileType::regular;
}

// The read-only attribute of a directory means something else to Windows (a customized folder).
std::uint16_t permissions_of(DWORD attributes, FileType type) {
  if (type == FileType::symlink) return 0777;
  if (type == FileType::directory) return 0755;
  return (attributes & FILE_ATTRIBUTE_READONLY) != 0 ? 0444 : 0644;
}

DWORD stat_handle(HANDLE handle, Stat& result) {
  BY_HANDLE_FILE_INFORMATION info{};
  if (!GetFileInformationByHandle(handle, &info)) return GetLastError();
  const bool is_reparse = (info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  const DWORD tag = is_reparse ? reparse_tag(handle) : 0;
  result.type = type_of(info.dwFileAttributes, tag);
  result.permissions = permissions_of(info.dwFileAttributes, result.type);
  result.links = info.nNumberOfLinks;
  result.size = std::uint64_t{info.nFileSizeHigh} << 32 | info.nFileSizeLow;
  if (result.type == FileType::directory) result.size = 0;
  if (result.type == FileType::symlink) result.size = link_length(handle);
  result.modified = to_time(ticks_of(info.ftLastWriteTime));
  result.accessed = to_time(ticks_of(info.ftLastAccessTime));
  result.created = to_time(ticks_of(info.ftCreationTime));
  result.device = info.dwVolumeSerialNumber;
  result.inode = std::uint64_t{info.nFileIndexHigh} << 32 | info.nFileIndexLow;
  FILE_STANDARD_INFO standard{};
  if (GetFileInformationByHandleEx(handle, FileStandardInfo, &standard, sizeof standard)) {
    result.allocated = static_cast<std::uint64_t>(standard.AllocationSize.QuadPart);
  }
  return 0;
}

DWORD set_basic(HANDLE handle, std::int64_t created, std::int64_t accessed, std::int64_t modified,
                DWORD attributes) {
  FILE_BASIC_INFO info{};
  info.CreationTime.QuadPart = created;
  info.LastAccessTime.QuadPart = accessed;
  info.LastWriteTime.QuadPart = modified;
  info.FileAttributes = attributes;
  const BOOL set = SetFileInformationByHandle(handle, FileBasicInfo, &info, sizeof info);
  return set ? 0 : GetLastError();
}

DWORD set_read_only(HANDLE handle, bool read_only) {
  FILE_BASIC_INFO info{};
  if (!GetFileInformationByHandleEx(handle, FileBasicInfo, &info, sizeof info)) {
    return GetLastError();
  }
  const DWORD old = info.FileAttributes;
  if (((old & FILE_ATTRIBUTE_READONLY) != 0) == read_only) return 0;
  const DWORD attributes =
      read_only ? old | FILE_ATTRIBUTE_READONLY : old & ~DWORD{FILE_ATTRIBUTE_READONLY};
  return set_basic(handle, 0, 0, 0, attributes != 0 ? attributes : FILE_ATTRIBUTE_NORMAL);
}

DWORD set_information(HANDLE handle, int information_class, void* data, std::size_t size) {
  IO_STATUS_BLOCK status{};
  const NTSTATUS result =
      NtSetInformationFile(handle, &status, data, static_cast<ULONG>(size),
                           static_cast<FILE_INFORMATION_CLASS>(information_class));
  return result < 0 ? RtlNtStatusToDosError(result) : 0;
}

bool is_unknown_request(DWORD error) {
  return error == ERROR_INVALID_FUNCTION || error == ERROR_NOT_SUPPORTED ||
         error == ERROR_INVALID_PARAMETER || error == ERROR_CALL_NOT_IMPLEMENTED ||
         error == ERROR_INVALID_LEVEL;
}

}  // namespace smartsync::fs
