#include "engine/delta/ordered_work.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace smartsync::delta {
namespace {

// One run on several threads. A piece may begin once the piece that used its slot is delivered.
class Crew {
 public:
  explicit Crew(const OrderedWork& job) : job_(job), results_(job.slots) {}

  void run() {
    std::vector<std::jthread> threads;  // joined on every way out, after stop()
    const Stopper stop_first(*this);
    const std::size_t count = std::min<std::size_t>(job_.threads, job_.pieces);
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this] { take_pieces(); });
    for (std::size_t piece = 0; piece < job_.pieces; ++piece) deliver(piece);
    stop();
    threads.clear();
  }

 private:
  struct Result {
    bool ready = false;
    std::exception_ptr failure;
  };

  void take_pieces() {
    while (true) {
      std::unique_lock lock(mutex_);
      slot_free_.wait(lock, [&] { return stopped_ || begun_ < delivered_ + job_.slots; });
      if (stopped_ || begun_ == job_.pieces) return;
      const std::size_t piece = begun_++;
      lock.unlock();
      std::exception_ptr failure;
      try {
        job_.work(piece, piece % job_.slots);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      results_[piece % job_.slots] = {true, failure};
      result_ready_.notify_one();
    }
  }

  void deliver(std::size_t piece) {
    Result& result = results_[piece % job_.slots];
    std::unique_lock lock(mutex_);
    result_ready_.wait(lock, [&] { return result.ready; });
    const std::exception_ptr failure = std::move(result.failure);
    result = {};
    lock.unlock();
    if (failure) std::rethrow_exception(failure);
    job_.deliver(piece, piece % job_.slots);
    lock.lock();
    ++delivered_;
    slot_free_.notify_all();
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    slot_free_.notify_all();
  }

  struct Stopper {
    explicit Stopper(Crew& crew) : crew_(crew) {}
    ~Stopper() { crew_.stop(); }
    Stopper(const Stopper&) = delete;
    Stopper& operator=(const Stopper&) = delete;
    Crew& crew_;
  };

  const OrderedWork& job_;
  std::mutex mutex_;
  std::condition_variable slot_free_, result_ready_;
  std::size_t begun_ = 0, delivered_ = 0;
  bool stopped_ = false;
  std::vector<Result> results_;
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
