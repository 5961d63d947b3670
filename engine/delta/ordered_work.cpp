#include "engine/delta/ordered_work.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

namespace smartsync::delta {
namespace {

// One run on several threads, the caller's among them. Each delivers what is ready before it begins
// more: mostly the piece it has just worked on, in memory its processor's cache still holds. For
// that reason, too, the slot that was freed last is used first.
class Crew {
 public:
  explicit Crew(const OrderedWork& job) : job_(job), under_way_(job.slots), free_slots_(job.slots) {
    std::iota(free_slots_.begin(), free_slots_.end(), std::size_t{0});
  }

  void run() {
    {
      std::vector<std::jthread> threads;
      const std::size_t count = std::min<std::size_t>(job_.threads, job_.pieces);
      for (std::size_t i = 1; i < count; ++i) threads.emplace_back([this] { help(); });
      help();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  struct Piece {
    std::size_t slot = 0;
    bool ready = false;
    std::exception_ptr failure;
  };

  // Those under way are fewer than the slots, so that each has a place of its own.
  Piece& piece(std::size_t number) { return under_way_[number % job_.slots]; }
  bool over() const { return failure_ || delivered_ == job_.pieces; }

  void help() {
    std::unique_lock lock(mutex_);
    while (!over()) {
      if (!delivering_ && piece(delivered_).ready)
        deliver(lock);
      else if (begun_ < job_.pieces && !free_slots_.empty())
        work(lock);
      else
        changed_.wait(lock);
    }
  }

  void work(std::unique_lock<std::mutex>& lock) {
    const std::size_t number = begun_++;
    const std::size_t slot = free_slots_.back();
    free_slots_.pop_back();
    const std::exception_ptr failure = outside(lock, [&] { job_.work(number, slot); });
    piece(number) = {.slot = slot, .ready = true, .failure = failure};
    changed_.notify_all();
  }

  void deliver(std::unique_lock<std::mutex>& lock) {
    Piece next = std::exchange(piece(delivered_), {});
    delivering_ = true;
    if (!next.failure) next.failure = outside(lock, [&] { job_.deliver(delivered_, next.slot); });
    delivering_ = false;
    failure_ = next.failure;
    free_slots_.push_back(next.slot);
    ++delivered_;
    changed_.notify_all();
  }

  template <typename Action>
  static std::exception_ptr outside(std::unique_lock<std::mutex>& lock, const Action& action) {
    std::exception_ptr failure;
    lock.unlock();
    try {
      action();
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    return failure;
  }

  const OrderedWork& job_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t begun_ = 0, delivered_ = 0;
  bool delivering_ = false;
  std::exception_ptr failure_;
  std::vector<Piece> under_way_;
  std::vector<std::size_t> free_slots_;
};

}  // namespace

void OrderedWork::run() const {
  if (threads > 1 && pieces > 1) return Crew(*this).run();
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    work(piece, 0);
    deliver(piece, 0);
  }
}

}  // namespace smartsync::delta
