// Notices that nothing moves any more (--timeout), whatever the other threads hang in.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace smartsync::sync {

class StallWatch {
 public:
  struct Calls {
    std::function<std::uint64_t()> activity;  // a number that changes while something moves
    std::function<void()> stalled;            // once, when it has not changed for so long
    std::function<void()> hung;  // after that, if the watch is still needed a second later
  };

  // All calls are made by a thread of the watch. `seconds` 0: never.
  StallWatch(int seconds, Calls calls);
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;
  ~StallWatch();

 private:
  void watch(double limit);
  // Waits; true if the watch is not needed any more.
  bool ends_within(double seconds);

  Calls calls_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace smartsync::sync
