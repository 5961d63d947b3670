// A few threads that run tasks, for work that waits on many requests at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace smartsync::tree {

// How many requests a file server is given at once. More gain nothing on those that there are.
inline constexpr std::size_t network_requests = 64;

// How many threads work in a tree: as many as were `asked` for; if that is 0, as `network` needs,
// or as there are processors.
std::size_t threads_for(int asked, bool network);

// Runs submitted tasks on `threads` threads, oldest first. Tasks may submit more tasks. A task must
// not throw: what can fail reports its failure itself.
//
// Tasks of one lane stand in each other's way, as those that change one directory do: the system
// lets one of them in at a time. So a thread takes the next task of the lane that has the fewest
// under way.
class TaskPool {
 public:
  explicit TaskPool(std::size_t threads);
  ~TaskPool();  // waits for everything submitted

  using Lane = const void*;  // names a lane; nothing is done with it

  void submit(std::function<void()> task, Lane lane = nullptr);
  // Waits until fewer than `most` tasks have yet to start, and until fewer than `most_lanes` others
  // than `lane` have tasks. Not for use in a task.
  void make_room(std::size_t most, std::size_t most_lanes = SIZE_MAX, Lane lane = nullptr);
  // Waits until every task, those submitted meanwhile included, has ended.
  void wait();
  std::size_t threads() const { return workers_.size(); }

 private:
  struct Tasks {
    Lane lane;
    std::size_t running = 0;
    std::deque<std::function<void()>> waiting{};
  };

  void work();
  Tasks& tasks_of(Lane lane);
  std::list<Tasks>::iterator least_busy();

  std::mutex mutex_;
  std::condition_variable work_available_;
  std::condition_variable task_taken_;
  std::condition_variable all_done_;
  std::list<Tasks> lanes_;  // those with tasks, the oldest first
  std::size_t waiting_ = 0;
  std::size_t unfinished_ = 0;
  bool closing_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace smartsync::tree
