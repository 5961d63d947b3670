// An open directory, and everything that is done to the names in it.
// The implementations are fs/posix/dir.cpp and fs/windows/dir.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/file.h"
#include "engine/fs/types.h"

namespace smartsync::fs {

enum class Follow : bool { no, yes };

enum class Devices : bool { refuse, allow };

struct OpenRead {
  bool keep_access_time = false;  // O_NOATIME where the caller may
  Follow follow = Follow::no;     // of a symlink in the last component
};

// Owns a directory handle; cheap to copy (shared). All methods are const and may be called from
// several threads. `name` is one path component, or a relative path where the parameter is called
// `relative`. Relative paths use '/' on every platform; names are bytes on POSIX, UTF-8 on Windows.
//
// No method leaves the directory: a component that is a symlink is refused (ELOOP), as are ".."
// and absolute paths (EINVAL), unless Follow::yes is passed by a caller whose user asked for
// symlinks to be followed.
//
// Errors: smartsync::Error naming the full path as the user would type it. The `std::optional`
// results are empty only if the name does not exist (ENOENT, ENOTDIR).
class Dir {
 public:
  Dir() = default;
  // Opens a path that the user named: symlinks in it are followed. "" is the current directory.
  static Dir open(const std::string& path);

  bool is_open() const { return state_ != nullptr; }
  const std::string& path() const;                       // as the user would type it
  std::string path_of(std::string_view relative) const;  // path() + '/' + relative
  // For who can take no long path: one that goes by this directory's handle, as long as that is
  // open. path_of() where the platform has no such thing.
  std::string handle_path_of(std::string_view relative) const;
  static bool is_handle_path(std::string_view path);

  Dir open_dir(std::string_view relative, Follow follow = Follow::no) const;
  std::optional<Dir> open_dir_if_exists(std::string_view relative,
                                        Follow follow = Follow::no) const;

  // All names but "." and "..", each with its lstat (or stat with Follow::yes; a dangling link is
  // then lstat'ed). On Windows `links` is 0 of what is no symlink: stat() tells it.
  Listing list(Follow follow = Follow::no) const;

  Stat stat_self() const;
  std::optional<Stat> stat(std::string_view relative, Follow follow = Follow::no) const;
  // The lstat of one name as the file server tells it now, whatever is cached here. A file that
  // others have replaced or deleted does not exist, even while its name is still cached.
  std::optional<Stat> stat_fresh(std::string_view name) const;

  File open_read(std::string_view relative, OpenRead how = {}) const;
  // For reading and writing; the file must exist and be regular, or a device where allowed.
  File open_write(std::string_view relative, Devices devices = Devices::refuse) const;
  // A new file for reading and writing; EEXIST if the name is taken. These permissions, and those
  // of make_dir and make_special, are reduced by the umask.
  File create(std::string_view name, std::uint16_t permissions) const;

  std::string read_link(std::string_view name) const;
  void make_dir(std::string_view name, std::uint16_t permissions) const;
  void make_symlink(std::string_view target, std::string_view name) const;
  // fifo, socket or device.
  void make_special(std::string_view name, FileType type, std::uint16_t permissions,
                    std::uint64_t rdev) const;
  // A hard link `to_dir/to` to this directory's `name`.
  void make_link(std::string_view name, const Dir& to_dir, std::string_view to) const;
  // Replaces `to_dir/to` atomically if it exists.
  void rename(std::string_view name, const Dir& to_dir, std::string_view to) const;
  void remove_file(std::string_view name) const;
  void remove_dir(std::string_view name) const;

  // Metadata by name, never following a symlink. Where the platform cannot do it on a symlink
  // (permissions on Linux) that is not an error. "" as name means the directory itself.
  void set_permissions(std::string_view name, std::uint16_t permissions) const;
  void set_owner(std::string_view name, std::optional<std::uint32_t> uid,
                 std::optional<std::uint32_t> gid) const;
  void set_times(std::string_view name, std::optional<Time> accessed,
                 std::optional<Time> modified) const;
  void set_created(std::string_view name, Time created) const;  // ENOTSUP where impossible
  // What this platform has. Access control lists are among the extended attributes.
  static bool can_set_created();
  static bool keeps_xattrs();
  static bool has_specials();

  // All extended attributes that this process may see, sorted by name; of a symlink itself unless
  // it is followed. Access control lists are among them: "system.posix_acl_access",
  // "system.posix_acl_default". A filesystem without attributes has none; setting one there fails
  // with ENOTSUP.
  std::vector<Xattr> xattrs(std::string_view name, Follow follow = Follow::no) const;
  std::optional<std::string> xattr(std::string_view name, const std::string& attribute) const;
  void set_xattr(std::string_view name, const std::string& attribute, std::string_view value) const;
  void remove_xattr(std::string_view name, const std::string& attribute) const;

  void sync() const;  // the names in it are durable when it returns

  struct State;  // the platform's handle
  const State& state() const { return *state_; }
  explicit Dir(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

}  // namespace smartsync::fs
