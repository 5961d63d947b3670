#include "engine/session/patch/checked_source.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/session/files/changed_meanwhile.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("checked source: any range, and only what was signed") {
  std::mt19937 random(1);
  const Scratch scratch;
  Bytes bytes = random_bytes(random, 10'500);
  put(scratch.dir(), "f", bytes);
  const delta::Signature signature = delta::sign(delta::MemorySource(bytes), {.block_size = 1000});
  const fs::File file = scratch.dir().open_read("f");
  const CheckedSource source(file, signature);
  WorkBuffer buffer;
  for (int i = 0; i < 300; ++i) {
    const std::uint64_t begin = random() % bytes.size();
    const std::uint64_t end = begin + random() % (bytes.size() - begin + 1);
    const auto read = source.read({begin, end}, buffer);
    REQUIRE(std::ranges::equal(read, std::span(bytes).subspan(begin, end - begin)));
  }

  overwrite(scratch.dir(), "f", 5500, {bytes[0]});
  CHECK_NOTHROW(source.read({0, 5000}, buffer));
  CHECK_THROWS_AS(source.read({5001, 5002}, buffer), ChangedMeanwhile);
  scratch.dir().open_write("f").truncate(10'400);
  CHECK_THROWS_AS(source.read({10'000, 10'100}, buffer), ChangedMeanwhile);
}
