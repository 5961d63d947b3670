#include "engine/delta/ordered_work.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

using namespace smartsync::delta;

TEST_CASE("pieces are delivered in order, and slots are not shared") {
  for (const unsigned threads : {1u, 2u, 4u}) {
    constexpr std::size_t slots = 3;
    std::vector<std::size_t> memory(slots);
    std::vector<std::size_t> delivered;
    OrderedWork{
        .pieces = 500,
        .threads = threads,
        .slots = slots,
        .work = [&](std::size_t piece, std::size_t slot) { memory[slot] = piece; },
        .deliver = [&](std::size_t, std::size_t slot) { delivered.push_back(memory[slot]); },
    }
        .run();
    REQUIRE(delivered.size() == 500);
    for (std::size_t i = 0; i < 500; ++i) REQUIRE(delivered[i] == i);
  }
}

TEST_CASE("a failure in work or delivery ends the run with its exception") {
  for (const unsigned threads : {1u, 3u}) {
    std::size_t delivered = 0;
    OrderedWork job{
        .pieces = 1000,
        .threads = threads,
        .slots = 4,
        .work =
            [](std::size_t piece, std::size_t) {
              if (piece == 100) throw std::runtime_error("piece 100");
            },
        .deliver = [&](std::size_t, std::size_t) { ++delivered; },
    };
    CHECK_THROWS_WITH(job.run(), "piece 100");
    CHECK(delivered == 100);

    job.work = [](std::size_t, std::size_t) {};
    job.deliver = [](std::size_t piece, std::size_t) {
      if (piece == 7) throw std::runtime_error("delivery 7");
    };
    CHECK_THROWS_WITH(job.run(), "delivery 7");
  }
}
