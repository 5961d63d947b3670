#include "engine/sqlite/file_name.h"

#include "engine/fs/name.h"

namespace smartsync::sqlite {

namespace {

// With room for the name of a companion.
constexpr std::size_t longest_path = 480;

}  // namespace

FileName::FileName(const fs::Dir& dir, std::string_view relative)
    : dir_(dir), path_(dir.path_of(relative)), given_(path_) {
  if (fs::absolute_path(path_).size() > longest_path) given_ = dir.handle_path_of(relative);
}

}  // namespace smartsync::sqlite
