// Symbolic links, junctions and hard links.
#include <array>
#include <cstring>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/fs/name.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

constexpr int kLink = 11;  // FileLinkInformation of ntifs.h

// REPARSE_DATA_BUFFER of ntifs.h: a header, then offsets and lengths (in bytes) into the text that
// follows; a symbolic link has flags before its text, a junction has not.
struct ReparseHeader {
  std::uint32_t tag;
  std::uint16_t data_length;
  std::uint16_t reserved;
  std::uint16_t target_offset;
  std::uint16_t target_length;
  std::uint16_t shown_offset;
  std::uint16_t shown_length;
};

using ReparseData = std::array<std::byte, MAXIMUM_REPARSE_DATA_BUFFER_SIZE>;

// The text at [offset, offset+length) of what follows the header; empty if that is not there.
std::wstring text_at(const ReparseData& data, std::size_t size, std::size_t text_begin,
                     std::size_t offset, std::size_t length) {
  if (text_begin + offset + length > size) return {};
  std::wstring text(length / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), data.data() + text_begin + offset, text.size() * sizeof(wchar_t));
  return text;
}

// 0 or the Windows error.
DWORD read_target(HANDLE handle, std::wstring& target) {
  ReparseData data{};
  DWORD size = 0;
  if (!DeviceIoControl(handle, FSCTL_GET_REPARSE_POINT, nullptr, 0, data.data(),
                       static_cast<DWORD>(data.size()), &size, nullptr)) {
    return GetLastError();
  }
  ReparseHeader header{};
  if (size < sizeof header) return ERROR_NOT_A_REPARSE_POINT;
  std::memcpy(&header, data.data(), sizeof header);
  const bool is_symlink = header.tag == IO_REPARSE_TAG_SYMLINK;
  if (!is_symlink && header.tag != IO_REPARSE_TAG_MOUNT_POINT) return ERROR_NOT_A_REPARSE_POINT;
  const std::size_t text = sizeof header + (is_symlink ? sizeof(std::uint32_t) : 0);
  target = text_at(data, size, text, header.shown_offset, header.shown_length);
  if (target.empty()) {
    target = text_at(data, size, text, header.target_offset, header.target_length);
    if (target.starts_with(L"\\??\\")) target.erase(0, 4);
  }
  return target.empty() ? ERROR_NOT_A_REPARSE_POINT : 0;
}

struct LinkInformation {
  BOOLEAN replace;
  HANDLE root;
  ULONG name_bytes;
  wchar_t name[1];
};

}  // namespace

std::uint64_t link_length(HANDLE handle) {
  std::wstring target;
  return read_target(handle, target) == 0 ? to_utf8(target).size() : 0;
}

std::string Dir::read_link(std::string_view name) const {
  constexpr const char* kAction = "cannot read symbolic link";
  const std::wstring wide = component(kAction, *state_, name);
  const Handle handle = open_component(state_->handle.get(), wide, {});
  std::wstring target;
  const DWORD error = handle ? read_target(handle.get(), target) : GetLastError();
  if (error != 0) fail(kAction, *state_, name, error);
  return normal_slashes(to_utf8(target));
}

// CreateSymbolicLinkW alone knows how to make links without a privilege in developer mode, and it
// takes a path. That path is the directory's own, so only its ancestors could be exchanged
// meanwhile, which Windows does not allow while the directory is open.
void Dir::make_symlink(std::string_view target, std::string_view name) const {
  constexpr const char* kAction = "cannot create symbolic link";
  const std::wstring wide = new_component(kAction, *state_, name);
  std::optional<std::wstring> wide_target = to_utf16(target);
  if (!wide_target || target.empty() || wide_target->find(L'\0') != wide_target->npos) {
    fail(kAction, *state_, name, ERROR_INVALID_NAME);
  }
  for (wchar_t& c : *wide_target) {
    if (c == L'/') c = L'\\';
  }
  if (open_component(state_->handle.get(), wide, {})) {
    fail(kAction, *state_, name, ERROR_ALREADY_EXISTS);
  }
  std::wstring base = path_of_handle(state_->handle.get());
  if (base.empty()) fail(kAction, *state_, name);
  base += L'\\';
  const std::wstring full_target = is_absolute(target) ? *wide_target : base + *wide_target;
  const DWORD attributes = GetFileAttributesW(full_target.c_str());
  DWORD flags = SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE;
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    flags |= SYMBOLIC_LINK_FLAG_DIRECTORY;
  }
  if (!CreateSymbolicLinkW((base + wide).c_str(), wide_target->c_str(), flags)) {
    fail(kAction, *state_, name);
  }
  // Some layers that imitate Windows say yes without making anything.
  if (!open_component(state_->handle.get(), wide, {})) {
    fail(kAction, *state_, name, ERROR_NOT_SUPPORTED);
  }
}

void Dir::make_link(std::string_view name, const Dir& to_dir, std::string_view to) const {
  constexpr const char* kAction = "cannot create hard link";
  const std::wstring from_name = component(kAction, *state_, name);
  const std::wstring to_name = new_component(kAction, *to_dir.state_, to);
  Opening how;
  how.access = FILE_WRITE_ATTRIBUTES;
  const Handle file = open_component(state_->handle.get(), from_name, how);
  if (!file) fail(kAction, *to_dir.state_, to);
  const std::size_t size = sizeof(LinkInformation) + to_name.size() * sizeof(wchar_t);
  std::vector<std::uint64_t> storage(size / sizeof(std::uint64_t) + 1);
  auto* info = reinterpret_cast<LinkInformation*>(storage.data());
  info->replace = FALSE;
  info->root = to_dir.state_->handle.get();
  info->name_bytes = static_cast<ULONG>(to_name.size() * sizeof(wchar_t));
  to_name.copy(info->name, to_name.size());
  const DWORD error = set_information(file.get(), kLink, info, size);
  if (error != 0) fail(kAction, *to_dir.state_, to, error);
}

}  // namespace smartsync::fs
