#include "tests/share/gate.h"

#include <sys/prctl.h>

#include <algorithm>

namespace smartsync::share {

Gate::Gate(unsigned slots) {
  slots_.reserve(slots);
  for (unsigned slot = 0; slot < slots; ++slot) {
    slots_.emplace_back([this](const std::stop_token& stop) { serve(stop); });
  }
}

void Gate::submit(Work work) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({Clock::now(), std::move(work)});
  }
  came_.notify_one();
}

unsigned Gate::most_at_once() const {
  const std::lock_guard lock(mutex_);
  return most_at_once_;
}

void Gate::reset_most_at_once() {
  const std::lock_guard lock(mutex_);
  most_at_once_ = at_work_;
}

void Gate::serve(const std::stop_token& stop) {
  // The kernel may end a sleep up to 50 us late, to save wake-ups; not here.
  prctl(PR_SET_TIMERSLACK, 1'000);
  Clock::time_point free_since{};
  std::unique_lock lock(mutex_);
  while (came_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    most_at_once_ = std::max(most_at_once_, ++at_work_);
    lock.unlock();
    next.work(std::max(next.came, free_since));
    free_since = Clock::now();
    lock.lock();
    --at_work_;
  }
}

}  // namespace smartsync::share
