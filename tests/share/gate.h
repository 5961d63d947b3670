// How many requests the share answers at the same time; the next one waits for one to end.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/share/link.h"

namespace smartsync::share {

// One thread a slot: a request sleeps through its latency there, which costs no processor time.
class Gate {
 public:
  // Is told when the request was asked: when it came, or when the slot that it waited for was free.
  using Work = std::function<void(Clock::time_point asked)>;

  explicit Gate(unsigned slots);

  // Returns at once; first come, first served.
  void submit(Work work);

  // The most requests that were at work at the same time since the last reset.
  unsigned most_at_once() const;
  void reset_most_at_once();

 private:
  struct Waiting {
    Clock::time_point came;
    Work work;
  };

  void serve(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::condition_variable_any came_;
  std::deque<Waiting> waiting_;
  unsigned at_work_ = 0;
  unsigned most_at_once_ = 0;
  std::vector<std::jthread> slots_;
};

}  // namespace smartsync::share
