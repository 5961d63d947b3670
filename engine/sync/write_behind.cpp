#include "engine/sync/write_behind.h"

namespace smartsync::sync {

namespace {

constexpr std::uint64_t worth_starting = 8u << 20;

}  // namespace

WriteBehind::WriteBehind(const fs::File& file) : file_(file), thread_([this] { work(); }) {}

WriteBehind::~WriteBehind() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  more_.notify_one();
  thread_.join();
}

void WriteBehind::written(std::uint64_t end) {
  {
    const std::lock_guard lock(mutex_);
    end_ = end;
  }
  more_.notify_one();
}

void WriteBehind::work() {
  std::unique_lock lock(mutex_);
  for (std::uint64_t started = 0; !stopped_;) {
    more_.wait(lock, [&] { return stopped_ || end_ >= started + worth_starting; });
    if (stopped_) return;
    const std::uint64_t end = end_;
    lock.unlock();
    file_.start_writing(started, end - started);
    started = end;
    lock.lock();
  }
}

}  // namespace smartsync::sync
