// A new version of a file while it is being written, under a name of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"

namespace smartsync::sync {

// Creates ".NAME.XXXXXX" beside the final name; the file disappears with this object unless it was
// renamed into place.
class TempFile {
 public:
  // `permissions` are reduced by the umask. Errors name `dir/final_name`.
  TempFile(const fs::Dir& dir, std::string_view final_name, std::uint16_t permissions = 0600);
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile();

  fs::File& file() { return file_; }
  const fs::Dir& dir() const { return dir_; }
  const std::string& name() const { return name_; }
  // What failed here, told of the final name.
  Error about(const Error& error) const;
  // Removes those that there are, as far as the system answers within a second: nothing may use
  // them any more but to end the process.
  static void abandon_all();
  // Closes the file and gives it the name `dir/name`, replacing what is there.
  void rename_to(const fs::Dir& dir, std::string_view name);

 private:
  fs::Dir dir_;
  std::string name_;
  std::string final_path_;
  fs::File file_;
  bool in_place_ = false;
};

// A name like ".NAME.XXXXXX" that nothing else uses, at most 255 bytes.
std::string temp_name(std::string_view final_name);

// `error`, told of `final_path` if it is about `temporary_path`.
Error told_of(const Error& error, const std::string& temporary_path, const std::string& final_path);

// Puts something other than a regular file into place at once: `make` creates it under the name it
// is given, which then replaces `name`. Errors name `dir/name`.
template <typename Make>
void replace_with(const fs::Dir& dir, std::string_view name, Make make) {
  const std::string temporary = temp_name(name);
  try {
    make(temporary);
  } catch (const Error& error) {
    throw told_of(error, dir.path_of(temporary), dir.path_of(name));
  }
  try {
    dir.rename(temporary, dir, name);
  } catch (...) {
    dir.remove_file(temporary);
    throw;
  }
}

}  // namespace smartsync::sync
