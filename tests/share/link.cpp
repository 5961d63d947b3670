#include "tests/share/link.h"

#include <algorithm>

namespace smartsync::share {

Clock::time_point Link::carried(Clock::time_point ready, std::uint64_t bytes) {
  const std::uint64_t rate = bytes_per_second_;
  std::chrono::duration<double> takes{0};
  if (rate > 0) takes = std::chrono::duration<double>(double(bytes) / double(rate));
  const std::lock_guard lock(mutex_);
  free_at_ = std::max(ready, free_at_) + std::chrono::duration_cast<Clock::duration>(takes);
  return free_at_;
}

}  // namespace smartsync::share
