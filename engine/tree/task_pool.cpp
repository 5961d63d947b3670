#include "engine/tree/task_pool.h"

#include <algorithm>
#include <utility>

namespace smartsync::tree {

std::size_t threads_for(int asked, bool network) {
  if (asked > 0) return static_cast<std::size_t>(asked);
  if (network) return network_requests;
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
}

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

void TaskPool::submit(std::function<void()> task, Lane lane) {
  {
    const std::lock_guard lock(mutex_);
    tasks_of(lane).waiting.push_back(std::move(task));
    ++waiting_;
    ++unfinished_;
  }
  work_available_.notify_one();
}

TaskPool::Tasks& TaskPool::tasks_of(Lane lane) {
  // The lane that is asked for is most often the newest.
  const auto known = std::find_if(lanes_.rbegin(), lanes_.rend(),
                                  [lane](const Tasks& tasks) { return tasks.lane == lane; });
  return known != lanes_.rend() ? *known : lanes_.emplace_back(Tasks{lane});
}

void TaskPool::make_room(std::size_t most, std::size_t most_lanes, Lane lane) {
  std::unique_lock lock(mutex_);
  task_taken_.wait(lock, [&] {
    const bool is_open = std::any_of(lanes_.begin(), lanes_.end(),
                                     [lane](const Tasks& tasks) { return tasks.lane == lane; });
    return waiting_ < most && (is_open || lanes_.size() < most_lanes);
  });
}

void TaskPool::wait() {
  std::unique_lock lock(mutex_);
  all_done_.wait(lock, [this] { return unfinished_ == 0; });
}

// The lane to take a task from; lanes_.end() if none has any.
std::list<TaskPool::Tasks>::iterator TaskPool::least_busy() {
  auto best = lanes_.end();
  for (auto at = lanes_.begin(); at != lanes_.end(); ++at) {
    if (at->waiting.empty() || (best != lanes_.end() && best->running <= at->running)) continue;
    best = at;
    if (at->running == 0) break;
  }
  return best;
}

void TaskPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_available_.wait(lock, [this] { return closing_ || waiting_ > 0; });
    const auto tasks = least_busy();
    if (tasks == lanes_.end()) return;
    {
      const auto task = std::move(tasks->waiting.front());
      tasks->waiting.pop_front();
      --waiting_;
      ++tasks->running;
      lock.unlock();
      task_taken_.notify_one();
      task();
    }  // what the task held is released before it counts as ended
    lock.lock();
    if (--tasks->running == 0 && tasks->waiting.empty()) {
      lanes_.erase(tasks);
      task_taken_.notify_one();
    }
    if (--unfinished_ == 0) all_done_.notify_all();
  }
}

}  // namespace smartsync::tree
