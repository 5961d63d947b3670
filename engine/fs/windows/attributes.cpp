// Dir's methods for the metadata of a name, never following a link.
#include "engine/fs/dir.h"
#include "engine/fs/windows/handle.h"

namespace smartsync::fs {
namespace {

// "" opens the directory itself.
Handle open_for_attributes(const char* action, const Dir::State& dir, std::string_view name) {
  Opening how;
  how.access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;
  const std::wstring wide = name.empty() ? L"" : component(action, dir, name);
  Handle handle = open_component(dir.handle.get(), wide, how);
  if (!handle) fail(action, dir, name);
  return handle;
}

}  // namespace

void Dir::set_permissions(std::string_view name, std::uint16_t permissions) const {
  constexpr const char* kAction = "cannot set permissions of";
  const Handle handle = open_for_attributes(kAction, *state_, name);
  Stat found;
  DWORD error = stat_handle(handle.get(), found);
  if (error == 0 && found.type == FileType::regular) {
    error = set_read_only(handle.get(), (permissions & 0200) == 0);
  }
  if (error != 0) fail(kAction, *state_, name, error);
}

void Dir::set_owner(std::string_view name, std::optional<std::uint32_t> uid,
                    std::optional<std::uint32_t> gid) const {
  const bool is_what_it_is = uid.value_or(0) == 0 && gid.value_or(0) == 0;
  if (!is_what_it_is) fail("cannot set owner of", *state_, name, ERROR_NOT_SUPPORTED);
}

void Dir::set_times(std::string_view name, std::optional<Time> accessed,
                    std::optional<Time> modified) const {
  constexpr const char* kAction = "cannot set times of";
  const Handle handle = open_for_attributes(kAction, *state_, name);
  const DWORD error = set_basic(handle.get(), 0, accessed ? to_ticks(*accessed) : 0,
                                modified ? to_ticks(*modified) : 0, 0);
  if (error != 0) fail(kAction, *state_, name, error);
}

bool Dir::can_set_created() {
  return true;
}

void Dir::set_created(std::string_view name, Time created) const {
  constexpr const char* kAction = "cannot set creation time of";
  const Handle handle = open_for_attributes(kAction, *state_, name);
  const DWORD error = set_basic(handle.get(), to_ticks(created), 0, 0, 0);
  if (error != 0) fail(kAction, *state_, name, error);
}

bool Dir::has_specials() {
  return false;
}

bool Dir::keeps_xattrs() {
  return false;
}

// Windows' own extended attributes and alternate streams are not what other platforms mean.
std::vector<Xattr> Dir::xattrs(std::string_view, Follow) const {
  return {};
}

std::optional<std::string> Dir::xattr(std::string_view, const std::string&) const {
  return std::nullopt;
}

void Dir::set_xattr(std::string_view name, const std::string&, std::string_view) const {
  fail("cannot set an extended attribute of", *state_, name, ERROR_NOT_SUPPORTED);
}

void Dir::remove_xattr(std::string_view, const std::string&) const {}  // there is none

}  // namespace smartsync::fs
