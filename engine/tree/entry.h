// One file of a list of files, kept small: a list may hold a million of them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/fs/types.h"

namespace smartsync::tree {

// What only some entries need.
struct EntryExtra {
  std::string link_target;  // of a symlink, as the source has it
  // In the source, if the destination writes the name in other bytes (--iconv).
  std::string source_name;
  std::uint64_t rdev = 0;  // of a device
  fs::Time accessed;       // with --atimes
  fs::Time created;        // with --crtimes
  bool linked = false;     // with --hard-links: several names may share device and inode
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

struct Entry {
  const char* name_data = nullptr;  // owned by the Directory that holds the entry
  std::unique_ptr<EntryExtra> extra;
  std::uint64_t size = 0;
  std::int64_t modified_seconds = 0;
  std::int32_t modified_nanoseconds = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint16_t name_size = 0;
  std::uint16_t permissions = 0;  // the bits of 07777
  std::uint16_t origin = 0;       // index of the FileList's origin in which the file is found
  fs::FileType type = fs::FileType::regular;
  // A directory on the way to an entry that is not itself part of the transfer (-R with
  // --no-implied-dirs, --files-from): made if it is missing, otherwise left alone.
  bool unlisted : 1 = false;
  // A source argument that does not exist: its destination is deleted (--delete-missing-args).
  bool missing : 1 = false;

  std::string_view name() const { return {name_data, name_size}; }
  std::string_view source_name() const {
    return extra && !extra->source_name.empty() ? std::string_view(extra->source_name) : name();
  }
  fs::Time modified() const { return {modified_seconds, modified_nanoseconds}; }
  bool is_directory() const { return type == fs::FileType::directory; }
  bool is_regular() const { return type == fs::FileType::regular; }
};

}  // namespace smartsync::tree
