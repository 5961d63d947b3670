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

inline bool is_acl(std::string_view attribute) {
  return attribute == acl_access || attribute == acl_default;
}

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
  // Gives users and groups other ids. The list stays in the order that the kernel demands.
  void map_ids(const std::function<std::uint32_t(std::uint32_t)>& uid,
               const std::function<std::uint32_t(std::uint32_t)>& gid);

 private:
  Entry* find(Tag tag);
  Entry* group_class();
};

}  // namespace smartsync::sync
