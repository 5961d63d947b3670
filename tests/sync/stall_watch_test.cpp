#include "engine/sync/stall_watch.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>

using namespace smartsync;
using namespace std::chrono_literals;

namespace {

// What a watch of one second did with a run that takes `length`.
struct Watched {
  explicit Watched(bool moves, std::chrono::milliseconds length, int seconds = 1) {
    std::atomic<std::uint64_t> activity = 0;
    const sync::StallWatch watch(
        seconds, {[&] { return activity.load(); }, [&] { stalled = true; }, [&] { hung = true; }});
    const auto end = std::chrono::steady_clock::now() + length;
    while (std::chrono::steady_clock::now() < end) {
      if (moves) ++activity;
      std::this_thread::sleep_for(10ms);
    }
  }

  std::atomic<bool> stalled = false;
  std::atomic<bool> hung = false;
};

}  // namespace

TEST_CASE("a run that moves, however slowly, is let alone") {
  const Watched watched(true, 1500ms);
  CHECK_FALSE(watched.stalled);
}

TEST_CASE("a run that stalls is told so, and if it then ends that is all") {
  const Watched watched(false, 1500ms);
  CHECK(watched.stalled);
  CHECK_FALSE(watched.hung);
}

TEST_CASE("a run that hangs is given up") {
  CHECK(Watched(false, 2500ms).hung);
}

TEST_CASE("without a limit nothing is watched") {
  CHECK_FALSE(Watched(false, 300ms, 0).stalled);
}
