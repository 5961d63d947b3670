// Byte-range locks, kept in the backing so that two mounts of one share see each other's.
#pragma once

#include <fcntl.h>

#include <map>
#include <mutex>

#include "tests/share/nodes.h"

namespace smartsync::share {

// An owner (a process, as the kernel numbers them) has one open file for all its locks on a node:
// its locks agree with each other however often it has opened the file, as POSIX wants. Safe from
// several threads.
class Locks {
 public:
  // False if somebody else has the range.
  bool set(const NodePointer& node, std::uint64_t owner, struct flock range);
  // What is in the way of `range`; l_type F_UNLCK: nothing.
  struct flock get(const NodePointer& node, std::uint64_t owner, struct flock range);
  // An owner has closed the file: all its locks on it are gone.
  void drop(fuse_ino_t node, std::uint64_t owner);
  void drop_all();

 private:
  int file_of(const NodePointer& node, std::uint64_t owner);

  std::mutex mutex_;
  std::map<std::pair<fuse_ino_t, std::uint64_t>, int> files_;
};

}  // namespace smartsync::share
