#include "engine/fs/users.h"

// Windows has no numeric users and groups: every file belongs to id 0, which has no name.
namespace smartsync::fs {

std::optional<std::string> user_name(std::uint32_t) {
  return std::nullopt;
}
std::optional<std::string> group_name(std::uint32_t) {
  return std::nullopt;
}
std::optional<std::uint32_t> user_id(const std::string&) {
  return std::nullopt;
}
std::optional<std::uint32_t> group_id(const std::string&) {
  return std::nullopt;
}

}  // namespace smartsync::fs
