// POSIX access control lists, as Linux keeps them in extended attributes (linux/posix_acl_xattr.h):
// a 32-bit version 2, then entries of a 16-bit tag, 16-bit permissions and a 32-bit id, all little
// endian.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smartsync::sync {

inline constexpr const char* acl_access = "system.posix_acl_access";
inline constexpr const char* acl_default = "system.posix_acl_default";  // of what is made in it

// With --fake-super a list is kept in an attribute of its own, so that it needs no user or group of
// this machine. The value is rsync's: 32-bit little-endian numbers, first the permissions of owner,
// group, mask and others (0x80: the mode has them), then an id and its permissions for each user
// and group; of a user's the highest bit is set.
inline constexpr const char* fake_acl_access = "user.rsync.%aacl";
inline constexpr const char* fake_acl_default = "user.rsync.%dacl";

using MapId = std::function<std::uint32_t(std::uint32_t)>;

// Such a value with other ids, in the same order. nullopt if it is none.
std::optional<std::string> map_fake_acl(std::string_view value, const MapId& uid, const MapId& gid);

// Where the access control lists of files are.
struct AclNames {
  std::string_view access;
  std::string_view for_new;  // of a directory: what is made in it gets

  explicit AclNames(bool fake_super)
      : access(fake_super ? fake_acl_access : acl_access),
        for_new(fake_super ? fake_acl_default : acl_default) {}
  bool has(std::string_view attribute) const { return attribute == access || attribute == for_new; }
};

struct Acl {
  enum class Tag : std::uint16_t {
    owner = 1,
    user = 2,
    owning_group = 4,
    group = 8,
    mask = 16,
    other = 32
  };
  struct Entry {
    Tag tag;
    std::uint16_t permissions;  // 0 to 7
    std::uint32_t id;           // of a user or group
  };
  std::vector<Entry> entries;

  // nullopt if the value is none.
  static std::optional<Acl> parse(std::string_view value);
  std::string format() const;

  // The nine bits that stat shows of a file with this list: its group's are the mask's.
  std::uint16_t permissions() const;
  void set_permissions(std::uint16_t permissions);
  // The owning group's own, if they are what a mode `old` tells, become what `permissions` tells.
  void change_group(std::uint16_t old, std::uint16_t permissions);
  // Gives users and groups other ids. The list stays in the order that the kernel demands.
  void map_ids(const MapId& uid, const MapId& gid);

 private:
  Entry* find(Tag tag);
  Entry* group_class();
};

}  // namespace smartsync::sync
