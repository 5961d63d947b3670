// A file of the destination that is changed where it lies (--inplace, --append), or a device that
// is written into (--write-devices).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::sync {

// Open for writing. A file of this user's own that its permissions keep even its owner from writing
// to is made writable, and gets its permissions back with this object.
class InPlaceFile {
 public:
  // `existing`: what stands there; a new file is created if nothing does. Throws smartsync::Error
  // if it cannot be opened, then nothing has changed.
  InPlaceFile(const fs::Dir& dir, const std::string& name, const std::optional<fs::Stat>& existing);
  InPlaceFile(const InPlaceFile&) = delete;
  InPlaceFile& operator=(const InPlaceFile&) = delete;
  ~InPlaceFile();

  const fs::File& file() const { return file_; }
  // The content is complete: from now on its permissions are the caller's to set.
  void complete() { locked_.reset(); }

 private:
  void unlock_and_open(const fs::Dir& dir, const std::string& name, const fs::Stat& existing);

  fs::File file_;
  std::optional<std::uint16_t> locked_;  // the permissions to be given back
};

}  // namespace smartsync::sync
