#include "tests/share/locks.h"

#include <unistd.h>

#include <cerrno>

namespace smartsync::share {

int Locks::file_of(const NodePointer& node, std::uint64_t owner) {
  const auto [place, is_new] = files_.try_emplace({node->id, owner}, -1);
  if (is_new) {
    try {
      place->second = node->open(O_RDWR);
    } catch (...) {
      files_.erase(place);
      throw;
    }
  }
  return place->second;
}

bool Locks::set(const NodePointer& node, std::uint64_t owner, struct flock range) {
  const std::lock_guard lock(mutex_);
  range.l_pid = 0;
  const int result = fcntl(file_of(node, owner), F_OFD_SETLK, &range);
  if (result < 0 && (errno == EAGAIN || errno == EACCES)) return false;
  check(result);
  return true;
}

struct flock Locks::get(const NodePointer& node, std::uint64_t owner, struct flock range) {
  const std::lock_guard lock(mutex_);
  range.l_pid = 0;
  check(fcntl(file_of(node, owner), F_OFD_GETLK, &range));
  // Whose lock it is the server does not tell.
  range.l_pid = 0;
  return range;
}

void Locks::drop(fuse_ino_t node, std::uint64_t owner) {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find({node, owner});
  if (found == files_.end()) return;
  close(found->second);
  files_.erase(found);
}

void Locks::drop_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, file] : files_) close(file);
  files_.clear();
}

}  // namespace smartsync::share
