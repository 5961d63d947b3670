// The file that a change is made to: where it is, whether it is still the version that the change
// was made for.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/fs/name.h"
#include "engine/session/files/changed_meanwhile.h"
#include "engine/session/files/identity.h"

namespace smartsync::session {

// Frees the name that a new file or link is going to have: what has it now is kept elsewhere.
// Called when the new one is complete and durable, directly before it takes the name, so that
// whatever fails before leaves the old one where it is. Throws if it must stay. Empty: nothing
// gives way.
using MakeWay = std::function<void()>;

// The directory that holds a file, opened, and its name there.
struct FilePlace {
  FilePlace(const fs::Dir& root, const std::string& path);
  FilePlace(const fs::Dir& root, const fs::SplitPath& path);

  fs::Dir dir;
  std::string name;
};

// Throws ChangedMeanwhile unless `dir/name` is a regular file of that version; nullopt: unless
// there is nothing of that name.
void require_version(const FilePlace& place, const std::optional<Identity>& expected);

// The same of an open file.
void require_version(const fs::File& file, const Identity& expected);

// Throws ChangedMeanwhile if the source has another size, time or identity than before it was read.
void require_unchanged(const fs::File& source, const fs::Stat& before);

// Both return false, and nothing happens, if the file is another user's, or its filesystem keeps no
// permissions (vfat, many servers).
bool set_permissions_where_kept(const fs::File& file, std::uint16_t permissions);
bool set_time_where_allowed(const fs::File& file, fs::Time modified);
// The same of a name.
bool set_permissions_where_kept(const FilePlace& place, std::uint16_t permissions);
bool set_time_where_allowed(const FilePlace& place, fs::Time modified);
// Of a directory, whose setgid bit is not ours to take: what is made in it belongs to a group.
bool set_directory_permissions(const FilePlace& place, std::uint16_t permissions);

}  // namespace smartsync::session
