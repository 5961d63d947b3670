#include "engine/sync/bandwidth.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "engine/fs/process.h"

namespace smartsync::sync {

Bandwidth::Bandwidth(std::uint64_t bytes_per_second)
    : limit_(bytes_per_second), start_(fs::monotonic_seconds()) {}

void Bandwidth::moved(std::uint64_t done, const std::function<void()>& check) const {
  if (limit_ == 0) return;
  constexpr double longest_sleep = 0.1;
  const double due = start_ + static_cast<double>(done) / static_cast<double>(limit_);
  for (double now; (now = fs::monotonic_seconds()) < due; check())
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(due - now, longest_sleep)));
}

}  // namespace smartsync::sync
