// The way to the share: a latency for every request and one link for the bytes of all of them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>

namespace smartsync::share {

using Clock = std::chrono::steady_clock;

// Reckons in ideal times: a caller that sleeps until them is late by its own wake-up only, and its
// lateness is not handed on to the requests behind it. Safe from several threads.
class Link {
 public:
  // `bytes_per_second` 0: no limit.
  Link(Clock::duration latency, std::uint64_t bytes_per_second)
      : latency_(latency), bytes_per_second_(bytes_per_second) {}

  void set_latency(Clock::duration latency) { latency_ = latency; }
  void set_rate(std::uint64_t bytes_per_second) { bytes_per_second_ = bytes_per_second; }

  // When the share's answer to a request that is asked at `asked` is here, its bytes apart.
  Clock::time_point answered(Clock::time_point asked) const { return asked + latency_.load(); }

  // Takes the link for `bytes`, behind everything that took it before and not before `ready`.
  // Returns when the last of them is through.
  Clock::time_point carried(Clock::time_point ready, std::uint64_t bytes);

 private:
  std::atomic<Clock::duration> latency_;
  std::atomic<std::uint64_t> bytes_per_second_;
  std::mutex mutex_;
  Clock::time_point free_at_;
};

}  // namespace smartsync::share
