// The session's temporary files: known by their names, so that those of a killed process are found
// again and never taken for a user's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/session/files/claim.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

// What belongs to sessions, at the top of either tree. A run looks here for what others left
// unfinished, and not below: temporary files of what lies deeper are made here.
inline constexpr const char* session_directory = ".smartsync";

// ".smartsync-tmp.XXXXXX" in `dir`, locked as long as it is open.
std::unique_ptr<sync::TempFile> make_temporary(const fs::Dir& dir, std::uint16_t permissions);

// Likewise what nothing can lock; gone with this object unless it was renamed.
class TemporaryEntry {
 public:
  TemporaryEntry(const TemporaryEntry&) = delete;
  TemporaryEntry& operator=(const TemporaryEntry&) = delete;
  ~TemporaryEntry();

  const std::string& name() const { return name_; }

 protected:
  // `make` makes it under the name. If it throws there is nothing to remove.
  TemporaryEntry(fs::Dir dir, const std::function<void(const std::string& name)>& make);

 private:
  fs::Dir dir_;
  std::string name_;
};

class TemporaryLink : public TemporaryEntry {
 public:
  TemporaryLink(const fs::Dir& dir, std::string_view target);
};

// An empty one.
class TemporaryDirectory : public TemporaryEntry {
 public:
  TemporaryDirectory(const fs::Dir& dir, std::uint16_t permissions);
};

// A folder for this process among the system's temporary files; gone, with what is in it, with this
// object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  fs::Dir dir() const { return parent_.open_dir(name_); }

 private:
  fs::Dir parent_;
  std::string name_;
};

bool is_temporary_name(std::string_view name);

// Removes such a file if the process that made it is gone: nobody holds its lock, or, where there
// are no locks, nobody has written to it for a day. A symlink or directory goes if it is ten
// minutes old, or no other machine is at work: should it be that of another session on this one
// after all, that session makes it again, or leaves the link to its next run. False: it is still in
// use, or it is not there. Throws smartsync::Error.
bool remove_leftover(const fs::Dir& dir, std::string_view name, const Presence& presence);

// Removes all such files of the session directory in `root`. What cannot be removed stays.
void remove_session_leftovers(const fs::Dir& root, const Presence& presence);

}  // namespace smartsync::session
