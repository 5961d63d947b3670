// The counts of a run, as --stats shows them.
#pragma once

#include <cstdint>

#include "engine/fs/types.h"

namespace smartsync::sync {

struct FileCounts {
  std::uint64_t regular = 0;
  std::uint64_t directories = 0;
  std::uint64_t links = 0;
  std::uint64_t devices = 0;
  std::uint64_t specials = 0;

  std::uint64_t total() const { return regular + directories + links + devices + specials; }
  void count(fs::FileType type, std::uint64_t how_many = 1) {
    if (type == fs::FileType::regular)
      regular += how_many;
    else if (type == fs::FileType::directory)
      directories += how_many;
    else if (type == fs::FileType::symlink)
      links += how_many;
    else if (fs::is_device(type))
      devices += how_many;
    else
      specials += how_many;
  }
};

struct Stats {
  FileCounts files;
  FileCounts created;
  FileCounts deleted;
  std::uint64_t transferred_files = 0;
  std::uint64_t total_size = 0;  // of regular files and symlinks
  std::uint64_t transferred_size = 0;
  std::uint64_t literal_data = 0;
  std::uint64_t matched_data = 0;
  std::uint64_t matches = 0;
  std::uint64_t false_alarms = 0;
  double file_list_seconds = 0;
  // About what the run would have moved over a wire.
  std::uint64_t file_list_bytes = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t skipped_deletions = 0;  // because of --max-delete
};

}  // namespace smartsync::sync
