// What --fake-super keeps in an extended attribute, because only root may set it on the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"

namespace smartsync::tree {

// The attribute's name. Its value reads "MODE MAJOR,MINOR UID:GID": the mode in octal with the type
// bits of stat(2), the rest in decimal (as rsync writes it).
inline constexpr const char* fake_super_attribute = "user.rsync.%stat";

std::string format_fake_super(const fs::Stat& wanted);
// Puts what `value` holds into `stat`; false (and no change) if it is not of that form.
bool parse_fake_super(std::string_view value, fs::Stat& stat);

// Replaces owner, mode, type and device of `stat` by what the file's attribute says, if it has one.
void apply_fake_super(const fs::Dir& dir, std::string_view name, fs::Stat& stat);

}  // namespace smartsync::tree
