#include "engine/tree/task_pool.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

using smartsync::tree::TaskPool;

TEST_CASE("wait() waits for tasks and what they submit") {
  for (const std::size_t threads : {1u, 2u, 8u}) {
    TaskPool pool(threads);
    CHECK(pool.threads() == threads);
    std::atomic<int> done = 0;
    const std::function<void(int)> spread = [&](int depth) {
      ++done;
      if (depth == 0) return;
      for (int i = 0; i < 3; ++i) pool.submit([&, depth] { spread(depth - 1); });
    };
    pool.submit([&] { spread(5); });
    pool.wait();
    CHECK(done == 1 + 3 + 9 + 27 + 81 + 243);
    pool.wait();  // with nothing to do it returns at once
    pool.submit([&] { ++done; });
    pool.wait();
    CHECK(done == 365);
  }
}

TEST_CASE("the destructor finishes what was submitted, and tasks are released") {
  std::atomic<int> done = 0;
  const auto held = std::make_shared<int>(1);
  {
    TaskPool pool(2);
    for (int i = 0; i < 100; ++i) pool.submit([&done, held] { done += *held; });
    pool.wait();
    CHECK(held.use_count() == 1);
    for (int i = 0; i < 100; ++i) pool.submit([&done, held] { done += *held; });
  }
  CHECK(done == 200);
}

TEST_CASE("make_room() bounds what has yet to start") {
  TaskPool pool(2);
  std::atomic<int> unstarted = 0;
  int most = 0;
  for (int i = 0; i < 500; ++i) {
    pool.make_room(4);
    most = std::max(most, ++unstarted);
    pool.submit([&] { --unstarted; });
  }
  pool.wait();
  CHECK(unstarted == 0);
  CHECK(most <= 4 + 2 + 1);  // waiting, taken but not yet counted, and the one about to be added
}

TEST_CASE("threads spread over the lanes") {
  TaskPool pool(4);
  std::mutex mutex;
  std::condition_variable changed;
  std::map<int, int> running;
  const int lanes[] = {1, 2, 3, 4};
  std::size_t most_lanes = 0;
  bool open = false;
  for (const int& lane : lanes) {
    for (int i = 0; i < 5; ++i) {
      pool.submit(
          [&] {
            std::unique_lock lock(mutex);
            ++running[lane];
            most_lanes = std::max(most_lanes, running.size());
            changed.notify_all();
            changed.wait(lock, [&] { return open; });
            if (--running[lane] == 0) running.erase(lane);
          },
          &lane);
    }
  }
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return most_lanes == 4; });  // not four tasks of the first lane
    open = true;
  }
  changed.notify_all();
  pool.wait();
}

TEST_CASE("make_room() bounds the lanes") {
  TaskPool pool(2);
  std::atomic<int> unfinished = 0;
  int most = 0;
  const std::vector<int> lanes(200);
  for (const int& lane : lanes) {
    for (int i = 0; i < 3; ++i) {
      pool.make_room(SIZE_MAX, 3, &lane);
      most = std::max(most, ++unfinished);
      pool.submit([&] { --unfinished; }, &lane);
    }
  }
  pool.wait();
  CHECK(unfinished == 0);
  CHECK(most <= 3 * 3 + 1);
}
