#include "engine/delta/patch.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;

TEST_CASE("copies and literals make the new file") {
  std::mt19937 random(1);
  const auto basis = test::random_bytes(random, 3'000'000);
  const MemorySource source(basis);
  MemorySink sink;
  Patcher patcher(source, sink);
  patcher.literal(test::bytes_of("head"));
  patcher.copy(5, 2'999'995);
  auto expected = test::bytes_of("head");
  expected.insert(expected.end(), basis.begin() + 5, basis.end());
  CHECK(sink.bytes() == expected);
}

TEST_CASE("a copy from beyond the basis is refused") {
  const auto basis = test::bytes_of("0123456789");
  const MemorySource source(basis);
  MemorySink sink;
  Patcher patcher(source, sink);
  CHECK_THROWS_AS(patcher.copy(11, 1), Error);
  CHECK_THROWS_AS(patcher.copy(5, 6), Error);
  CHECK_THROWS_AS(patcher.copy(5, ~std::uint64_t{0}), Error);
  CHECK(sink.bytes().empty());
}
