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

// Links, devices and special files are regular files that stand for them: a symlink's file holds
// its target, the others' are empty. The attribute says which they are.
void make_stand_in_for_link(std::string_view target, const fs::Dir& dir, std::string_view name);
void make_stand_in_for_node(const fs::Dir& dir, std::string_view name);
// The target that such a file holds. Throws smartsync::Error if it is no regular file, or longer
// than a symlink's target can be.
std::string read_stand_in_for_link(const fs::Dir& dir, std::string_view name);

}  // namespace smartsync::tree
