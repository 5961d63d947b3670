#include "engine/session/patch/in_flight.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

using namespace smartsync::session;

TEST_CASE("in flight: every item once, no more at a time than allowed") {
  for (const unsigned most : {1u, 3u, 64u}) {
    std::vector<std::atomic<int>> calls(500);
    std::atomic<unsigned> now = 0, highest = 0;
    run_in_flight(calls.size(), most, [&](std::size_t item, WorkBuffer& buffer) {
      const unsigned running = ++now;
      for (unsigned seen = highest;
           running > seen && !highest.compare_exchange_weak(seen, running);)
        continue;
      const auto bytes = buffer.first(item + 1);
      bytes[item] = std::byte{1};
      ++calls[item];
      --now;
    });
    for (const auto& count : calls) CHECK(count == 1);
    CHECK(highest <= most);
  }
}

TEST_CASE("in flight: nothing to do") {
  run_in_flight(0, 8, [](std::size_t, WorkBuffer&) { FAIL("there is no item"); });
}

TEST_CASE("in flight: the first failure ends the work and is thrown") {
  std::atomic<int> calls = 0;
  const auto work = [&](std::size_t item, WorkBuffer&) {
    ++calls;
    if (item == 3) throw std::runtime_error("three");
  };
  CHECK_THROWS_WITH(run_in_flight(1'000'000, 4, work), "three");
  CHECK(calls < 1'000'000);
}
