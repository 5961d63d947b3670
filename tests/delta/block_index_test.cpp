#include "engine/delta/block_index.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace smartsync::delta;

TEST_CASE("every full block is found by its weak sum, in ascending order") {
  std::mt19937 random(1);
  for (const std::uint32_t blocks : {0u, 1u, 2u, 5u, 1000u, 40'000u}) {
    Signature signature(std::uint64_t{blocks} * 10 + 3, 10);
    for (std::uint32_t block = 0; block < signature.block_count(); ++block)
      signature.set_block(block, static_cast<std::uint32_t>(random() % (blocks + 1)), block);
    const BlockIndex index(signature);
    for (std::uint32_t block = 0; block < blocks; ++block) {
      REQUIRE(index.may_contain(signature.weak(block)));
      const auto candidates = index.candidates(signature.weak(block));
      REQUIRE(std::ranges::is_sorted(candidates));
      REQUIRE(std::ranges::binary_search(candidates, block));
    }
  }
}

TEST_CASE("the filter turns away most sums that no block has") {
  std::mt19937 random(2);
  Signature signature(50'000 * 100, 100);
  for (std::uint32_t block = 0; block < signature.block_count(); ++block)
    signature.set_block(block, static_cast<std::uint32_t>(random()), block);
  const BlockIndex index(signature);
  int passed = 0;
  for (int i = 0; i < 100'000; ++i)
    passed += index.may_contain(static_cast<std::uint32_t>(random()));
  CHECK(passed < 4000);
}
