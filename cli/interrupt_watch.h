// Ends the process when a signal asks for it, whatever the work waits for: a pipe, a slow disk.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace smartsync::cli {

class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  // What a thread of its own does before the end, while the work goes on; empty: nothing. When this
  // returns, what was to be done before is not done any more.
  void before_end(std::function<void()> tidy);

 private:
  void watch();

  std::mutex mutex_;
  std::function<void()> tidy_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace smartsync::cli
