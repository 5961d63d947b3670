// How a session knows a version of a file again without reading it.
#pragma once

#include <cstdint>

#include "engine/fs/types.h"

namespace smartsync::session {

// `file_id` is the number that the file's server gives it (the inode on POSIX, NTFS's file index):
// the same for everybody who looks, kept while the file is changed where it lies, another one when
// it is replaced. 0: there is none.
struct Identity {
  std::uint64_t size = 0;
  fs::Time modified{};
  std::uint64_t file_id = 0;
  bool operator==(const Identity&) const = default;
};

inline Identity identity_of(const fs::Stat& stat) {
  return {stat.size, stat.modified, stat.inode};
}

// Size and time are equal, and the ids too where both sides have one.
inline bool is_same_version(const Identity& a, const Identity& b) {
  const bool same_id = a.file_id == b.file_id || a.file_id == 0 || b.file_id == 0;
  return a.size == b.size && a.modified == b.modified && same_id;
}

}  // namespace smartsync::session
