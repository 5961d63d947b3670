// A database's file, as SQLite is told of it.
#pragma once

#include <string>
#include <string_view>

#include "engine/fs/dir.h"

namespace smartsync::sqlite {

// SQLite takes no path of 512 bytes and more: such a file is reached by its directory's handle.
class FileName {
 public:
  FileName(const std::string& path) : path_(path), given_(path) {}
  FileName(const fs::Dir& dir, std::string_view relative);

  const std::string& path() const { return path_; }    // as a user would type it
  const std::string& given() const { return given_; }  // to SQLite, as long as this lives

 private:
  fs::Dir dir_;
  std::string path_;
  std::string given_;
};

}  // namespace smartsync::sqlite
