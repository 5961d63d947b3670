#include "engine/tree/task_pool.h"

#include <utility>

namespace smartsync::tree {

TaskPool::TaskPool(std::size_t threads) {
  workers_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
}

TaskPool::~TaskPool() {
  wait();
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_available_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void TaskPool::submit(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    ++unfinished_;
  }
  work_available_.notify_one();
}

void TaskPool::make_room(std::size_t most) {
  std::unique_lock lock(mutex_);
  task_taken_.wait(lock, [this, most] { return tasks_.size() < most; });
}

void TaskPool::wait() {
  std::unique_lock lock(mutex_);
  all_done_.wait(lock, [this] { return unfinished_ == 0; });
}

void TaskPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_available_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task_taken_.notify_one();
      task();
    }  // what the task held is released before it counts as ended
    lock.lock();
    if (--unfinished_ == 0) all_done_.notify_all();
  }
}

}  // namespace smartsync::tree
