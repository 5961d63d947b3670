#include "engine/sync/stall_watch.h"

#include <chrono>
#include <utility>

#include "engine/fs/process.h"

namespace smartsync::sync {

StallWatch::StallWatch(int seconds, Calls calls) : calls_(std::move(calls)) {
  if (seconds > 0) thread_ = std::thread([this, seconds] { watch(seconds); });
}

StallWatch::~StallWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StallWatch::watch(double limit) {
  constexpr double interval = 0.1;
  constexpr double grace = 1;
  std::uint64_t seen = calls_.activity();
  double since = fs::monotonic_seconds();
  while (fs::monotonic_seconds() - since < limit) {
    if (ends_within(interval)) return;
    const std::uint64_t now = calls_.activity();
    if (now == seen) continue;
    seen = now;
    since = fs::monotonic_seconds();
  }
  calls_.stalled();
  if (!ends_within(grace)) calls_.hung();
}

bool StallWatch::ends_within(double seconds) {
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return ending_; });
}

}  // namespace smartsync::sync
