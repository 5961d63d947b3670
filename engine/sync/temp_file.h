// A new version of a file while it is being written, under a name of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::sync {

// Creates ".NAME.XXXXXX" beside the final name; the file disappears with this object unless it was
// renamed into place.
class TempFile {
 public:
  // `permissions` are reduced by the umask.
  TempFile(const fs::Dir& dir, std::string_view final_name, std::uint16_t permissions = 0600);
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile();

  fs::File& file() { return file_; }
  const fs::Dir& dir() const { return dir_; }
  const std::string& name() const { return name_; }
  // Removes those that there are, as far as the system answers within a second: nothing may use
  // them any more but to end the process.
  static void abandon_all();
  // Closes the file and gives it the name `dir/name`, replacing what is there.
  void rename_to(const fs::Dir& dir, std::string_view name);

 private:
  fs::Dir dir_;
  std::string name_;
  fs::File file_;
  bool in_place_ = false;
};

// A name like ".NAME.XXXXXX" that nothing else uses, at most 255 bytes.
std::string temp_name(std::string_view final_name);

// Puts something other than a regular file into place at once: `make` creates it under the name it
// is given, which then replaces `name`.
template <typename Make>
void replace_with(const fs::Dir& dir, std::string_view name, Make make) {
  const std::string temporary = temp_name(name);
  make(temporary);
  try {
    dir.rename(temporary, dir, name);
  } catch (...) {
    dir.remove_file(temporary);
    throw;
  }
}

}  // namespace smartsync::sync
