#include "tests/share/pieces.h"

namespace smartsync::share {

bool Pieces::is_rest(pid_t thread, std::uint64_t offset, std::uint64_t size,
                     std::uint64_t largest) {
  constexpr std::uint64_t page = 4096;
  const std::lock_guard lock(mutex_);
  if (const auto found = firsts_.find(thread); found != firsts_.end()) {
    const First first = found->second;
    firsts_.erase(found);
    if (offset == first.end && size <= first.lacks) return true;
  }
  if (size < largest && largest - size < page) firsts_[thread] = {offset + size, largest - size};
  return false;
}

}  // namespace smartsync::share
