#include "engine/tree/task_pool.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
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
  constexpr std::size_t threads = 4;
  TaskPool pool(threads);
  std::mutex mutex;
  std::condition_variable changed;
  std::set<const int*> running;
  const int lanes[threads] = {};
  std::size_t started = 0;
  bool all_submitted = false;
  const auto wait_for = [&](const auto& condition) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, std::chrono::seconds(60), condition);
  };
  // Every thread is held until all lanes have tasks: one that looked while only the first had some
  // would rightly take its second task.
  for (std::size_t i = 0; i < threads; ++i) {
    pool.submit([&] {
      {
        const std::lock_guard lock(mutex);
        ++started;
      }
      changed.notify_all();
      wait_for([&] { return all_submitted; });
    });
  }
  wait_for([&] { return started == threads; });
  for (const int& lane : lanes) {
    for (int i = 0; i < 5; ++i) {
      const auto task = [&] {
        {
          const std::lock_guard lock(mutex);
          running.insert(&lane);
        }
        changed.notify_all();
        wait_for([&] { return running.size() == threads; });  // not four tasks of one lane
      };
      pool.submit(task, &lane);
    }
  }
  {
    const std::lock_guard lock(mutex);
    all_submitted = true;
  }
  changed.notify_all();
  const auto start = std::chrono::steady_clock::now();
  pool.wait();
  CHECK(running.size() == threads);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
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
