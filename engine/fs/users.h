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

}  // namespace smartsync::fs
