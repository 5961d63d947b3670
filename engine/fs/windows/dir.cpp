#include "engine/fs/dir.h"

#include <vector>

#include "engine/fs/activity.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

constexpr ACCESS_MASK kDirAccess = FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES;
constexpr ULONG kCreateNew = 2;  // FILE_CREATE of NtCreateFile

// Class numbers and structures of ntifs.h.
constexpr int kRename = 10;
constexpr int kDisposition = 13;
constexpr int kDispositionEx = 64;
constexpr int kRenameEx = 65;
constexpr ULONG kDelete = 0x01;
constexpr ULONG kDeletePosix = 0x02;
constexpr ULONG kDeleteReadOnly = 0x10;
constexpr ULONG kReplaceIfExists = 0x01;
constexpr ULONG kRenamePosix = 0x02;
constexpr ULONG kRenameReadOnly = 0x40;

bool is_absent(DWORD error) {
  const int number = errno_of(error);
  return number == ENOENT || number == ENOTDIR;
}

std::shared_ptr<Dir::State> make_state(Handle handle, std::string path) {
  BY_HANDLE_FILE_INFORMATION info{};
  if (!GetFileInformationByHandle(handle.get(), &info)) return nullptr;
  if ((info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
    SetLastError(ERROR_DIRECTORY);
    return nullptr;
  }
  auto state = std::make_shared<Dir::State>();
  state->handle = std::move(handle);
  state->path = std::move(path);
  state->device = info.dwVolumeSerialNumber;
  return state;
}

// Without success nullptr, and GetLastError() tells why.
std::shared_ptr<Dir::State> open_dir_at(HANDLE dir, std::string_view relative, Follow follow,
                                        std::string path) {
  Opening how;
  how.access = kDirAccess;
  how.options = FILE_DIRECTORY_FILE;
  how.follow = follow;
  Handle handle = open_beneath(dir, relative, how);
  // A link to a file, and on some systems one to a directory, is "not a directory".
  if (!handle && GetLastError() == ERROR_DIRECTORY && follow == Follow::no) {
    Opening as_it_is;
    if (!open_beneath(dir, relative, as_it_is) && GetLastError() == kLinkRefused) return nullptr;
    SetLastError(ERROR_DIRECTORY);
  }
  return handle ? make_state(std::move(handle), std::move(path)) : nullptr;
}

struct RenameInformation {
  ULONG flags;  // in the older form a BOOLEAN: replace if exists
  HANDLE root;
  ULONG name_bytes;
  wchar_t name[1];
};

// Returns 0 or the Windows error.
DWORD rename_handle(HANDLE file, int information_class, ULONG flags, HANDLE to_dir,
                    std::wstring_view to) {
  const std::size_t size = sizeof(RenameInformation) + to.size() * sizeof(wchar_t);
  std::vector<std::uint64_t> storage(size / sizeof(std::uint64_t) + 1);
  auto* info = reinterpret_cast<RenameInformation*>(storage.data());
  info->flags = flags;
  info->root = to_dir;
  info->name_bytes = static_cast<ULONG>(to.size() * sizeof(wchar_t));
  to.copy(info->name, to.size());
  return set_information(file, information_class, info, size);
}

void make_writable(HANDLE dir, std::wstring_view name) {
  Opening how;
  how.access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;
  const Handle handle = open_component(dir, name, how);
  if (handle) set_read_only(handle.get(), false);
}

// Replacing an open file is refused with "access denied"; ask the file for the real reason.
DWORD reason_of_denial(HANDLE dir, std::wstring_view name) {
  Opening how;
  how.access = DELETE;
  const Handle handle = open_component(dir, name, how);
  const DWORD error = handle ? 0 : GetLastError();
  return error == ERROR_SHARING_VIOLATION ? error : ERROR_ACCESS_DENIED;
}

// Returns 0 or the Windows error.
DWORD remove_handle(HANDLE dir, std::wstring_view name, HANDLE file) {
  ULONG flags = kDelete | kDeletePosix | kDeleteReadOnly;
  const DWORD error = set_information(file, kDispositionEx, &flags, sizeof flags);
  if (!is_unknown_request(error)) return error;
  BOOLEAN remove = TRUE;
  const DWORD again = set_information(file, kDisposition, &remove, sizeof remove);
  if (errno_of(again) != EACCES) return again;  // 0 is EIO: it was removed
  make_writable(dir, name);
  return set_information(file, kDisposition, &remove, sizeof remove);
}

}  // namespace

Dir Dir::open(const std::string& path) {
  Opening how;
  how.access = kDirAccess;
  how.options = FILE_DIRECTORY_FILE;
  how.follow = Follow::yes;
  Handle handle = open_user_path(nullptr, path.empty() ? "." : path, how);
  auto state = handle ? make_state(std::move(handle), path) : nullptr;
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
  return path_of(relative);
}

bool Dir::is_handle_path(std::string_view) {
  return false;
}

Dir Dir::open_dir(std::string_view relative, Follow follow) const {
  auto state = open_dir_at(state_->handle.get(), relative, follow, path_of(relative));
  if (!state) fail("cannot open directory", *state_, relative);
  return Dir(std::move(state));
}

std::optional<Dir> Dir::open_dir_if_exists(std::string_view relative, Follow follow) const {
  auto state = open_dir_at(state_->handle.get(), relative, follow, path_of(relative));
  if (state) return Dir(std::move(state));
  const DWORD error = GetLastError();
  if (!is_absent(error)) fail("cannot open directory", *state_, relative, error);
  return std::nullopt;
}

Stat Dir::stat_self() const {
  Stat result;
  const DWORD error = stat_handle(state_->handle.get(), result);
  if (error != 0) fail("cannot examine", *state_, "", error);
  return result;
}

std::optional<Stat> Dir::stat(std::string_view relative, Follow follow) const {
  Opening how;
  how.follow = follow;
  Handle handle;
  if (follow == Follow::yes) {
    handle = open_user_path(state_->handle.get(), relative, how);
  } else if (const auto parent = open_parent(state_->handle.get(), relative)) {
    handle = open_component(parent->dir, parent->name, how);
  }
  Stat result;
  const DWORD error = handle ? stat_handle(handle.get(), result) : GetLastError();
  count_answer();
  if (error == 0) return result;
  if (!is_absent(error)) fail("cannot examine", *state_, relative, error);
  return std::nullopt;
}

// What opening a file tells comes from the server.
std::optional<Stat> Dir::stat_fresh(std::string_view name) const {
  return stat(name);
}

File Dir::open_read(std::string_view relative, OpenRead how) const {
  Opening opening;
  opening.access = FILE_GENERIC_READ;
  opening.options = FILE_NON_DIRECTORY_FILE;
  opening.follow = how.follow;
  Handle handle = open_beneath(state_->handle.get(), relative, opening);
  if (!handle) fail("cannot open", *state_, relative);
  return {reinterpret_cast<std::intptr_t>(handle.release()), path_of(relative)};
}

File Dir::open_write(std::string_view relative, Devices) const {
  Opening how;
  how.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  how.options = FILE_NON_DIRECTORY_FILE;
  Handle handle = open_beneath(state_->handle.get(), relative, how);
  if (!handle) fail("cannot open for writing", *state_, relative);
  return {reinterpret_cast<std::intptr_t>(handle.release()), path_of(relative)};
}

File Dir::create(std::string_view name, std::uint16_t permissions) const {
  Opening how;
  how.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  how.disposition = kCreateNew;
  how.options = FILE_NON_DIRECTORY_FILE;
  how.attributes = (permissions & 0200) != 0 ? FILE_ATTRIBUTE_NORMAL : FILE_ATTRIBUTE_READONLY;
  const std::wstring wide = new_component("cannot create", *state_, name);
  Handle handle = open_component(state_->handle.get(), wide, how);
  if (!handle) fail("cannot create", *state_, name);
  return {reinterpret_cast<std::intptr_t>(handle.release()), path_of(name)};
}

void Dir::make_dir(std::string_view name, std::uint16_t) const {
  Opening how;
  how.disposition = kCreateNew;
  how.options = FILE_DIRECTORY_FILE;
  const std::wstring wide = new_component("cannot create directory", *state_, name);
  if (!open_component(state_->handle.get(), wide, how)) {
    fail("cannot create directory", *state_, name);
  }
}

void Dir::make_special(std::string_view name, FileType, std::uint16_t, std::uint64_t) const {
  fail("cannot create special file", *state_, name, ERROR_NOT_SUPPORTED);
}

void Dir::rename(std::string_view name, const Dir& to_dir, std::string_view to) const {
  Opening how;
  how.access = DELETE | FILE_READ_ATTRIBUTES;
  const std::wstring from_name = component("cannot rename", *state_, name);
  const std::wstring to_name = new_component("cannot replace", *to_dir.state_, to);
  const HANDLE target_dir = to_dir.state_->handle.get();
  const Handle file = open_component(state_->handle.get(), from_name, how);
  if (!file) fail("cannot rename", *state_, name);
  DWORD error =
      rename_handle(file.get(), kRenameEx, kReplaceIfExists | kRenamePosix | kRenameReadOnly,
                    target_dir, to_name);
  if (is_unknown_request(error)) {
    error = rename_handle(file.get(), kRename, TRUE, target_dir, to_name);
    if (error == ERROR_ACCESS_DENIED) {
      make_writable(target_dir, to_name);
      error = rename_handle(file.get(), kRename, TRUE, target_dir, to_name);
    }
  }
  if (error == ERROR_ACCESS_DENIED) error = reason_of_denial(target_dir, to_name);
  if (error != 0) fail("cannot replace", *to_dir.state_, to, error);
}

void Dir::remove_file(std::string_view name) const {
  Opening how;
  how.access = DELETE | FILE_READ_ATTRIBUTES;
  const std::wstring wide = component("cannot delete", *state_, name);
  const Handle file = open_component(state_->handle.get(), wide, how);
  Stat found;
  DWORD error = file ? stat_handle(file.get(), found) : GetLastError();
  if (error == 0 && found.type == FileType::directory) error = kIsDirectory;
  if (error == 0) error = remove_handle(state_->handle.get(), wide, file.get());
  if (error != 0) fail("cannot delete", *state_, name, error);
}

void Dir::remove_dir(std::string_view name) const {
  Opening how;
  how.access = DELETE | FILE_READ_ATTRIBUTES;
  how.options = FILE_DIRECTORY_FILE;
  const std::wstring wide = component("cannot delete directory", *state_, name);
  const Handle file = open_component(state_->handle.get(), wide, how);
  DWORD error = file ? 0 : GetLastError();
  if (error == 0 && leads_elsewhere(reparse_tag(file.get()))) error = ERROR_DIRECTORY;
  if (error == 0) error = remove_handle(state_->handle.get(), wide, file.get());
  if (error != 0) fail("cannot delete directory", *state_, name, error);
}

void Dir::sync() const {
  Opening how;
  how.access = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  how.options = FILE_DIRECTORY_FILE;
  // NTFS writes names through its journal; flushing it is possible only where one may write.
  const Handle self = open_component(state_->handle.get(), L"", how);
  if (self) FlushFileBuffers(self.get());
}

}  // namespace smartsync::fs
