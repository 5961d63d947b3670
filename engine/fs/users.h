// Names of users and groups. Ids without a name, and platforms without ids, give nullopt.
// Results are cached; safe from several threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace smartsync::fs {

std::optional<std::string> user_name(std::uint32_t uid);
std::optional<std::string> group_name(std::uint32_t gid);
std::optional<std::uint32_t> user_id(const std::string& name);
std::optional<std::uint32_t> group_id(const std::string& name);

// From now on the whole process works as that user, in that group alone or, without one, in all of
// the user's. There is no way back. Throws smartsync::Error: the system does not allow it, or knows
// no users by number.
void become_user(std::uint32_t uid, std::optional<std::uint32_t> gid);

}  // namespace smartsync::fs
