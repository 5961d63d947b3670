#include "engine/fs/users.h"

#include "engine/fs/error.h"

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
void become_user(std::uint32_t, std::optional<std::uint32_t>) {
  throw Error("this system has no users to work as");
}

}  // namespace smartsync::fs
