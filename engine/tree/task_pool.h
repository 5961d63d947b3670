// A few threads that run tasks, for work that waits on many requests at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace smartsync::tree {

// Runs submitted tasks on `threads` threads, oldest first. Tasks may submit more tasks. A task must
// not throw: what can fail reports its failure itself.
class TaskPool {
 public:
  explicit TaskPool(std::size_t threads);
  ~TaskPool();  // waits for everything submitted

  void submit(std::function<void()> task);
  // Waits until fewer than `most` tasks have yet to start. Not for use in a task.
  void make_room(std::size_t most);
  // Waits until every task, those submitted meanwhile included, has ended.
  void wait();
  std::size_t threads() const { return workers_.size(); }

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable work_available_;
  std::condition_variable task_taken_;
  std::condition_variable all_done_;
  std::deque<std::function<void()>> tasks_;
  std::size_t unfinished_ = 0;
  bool closing_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace smartsync::tree
