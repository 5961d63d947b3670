#include "engine/delta/signature.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "engine/hash/rolling.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;

TEST_CASE("a signature holds both hashes of every block, the last one short") {
  std::mt19937 random(1);
  const auto bytes = test::random_bytes(random, 5'000'001);
  const MemorySource source(bytes);
  for (const unsigned threads : {1u, 3u}) {
    hash::Hasher content(hash::Kind::xxh3);
    const Signature signature =
        sign(source, {.block_size = 1000, .threads = threads, .content = &content});
    REQUIRE(signature.block_count() == 5001);
    CHECK(signature.full_blocks() == 5000);
    CHECK(signature.block_length(5000) == 1);
    for (std::uint32_t block = 0; block < 5001; ++block) {
      const auto data =
          std::span(bytes).subspan(signature.block_offset(block), signature.block_length(block));
      REQUIRE(signature.weak(block) == hash::weak_sum(data));
      REQUIRE(signature.strong(block) == hash::xxh3(data));
    }
    CHECK(content.finish() == hash::hash(hash::Kind::xxh3, bytes));
  }
}

TEST_CASE("impossible block sizes and a file that shrinks are refused") {
  class Shrinking final : public ByteSource {
   public:
    std::uint64_t size() const override { return 1000; }
    std::size_t read(std::uint64_t, std::span<std::byte> into) const override {
      return into.size() / 2;
    }
    std::string name() const override { return "shrinking.csv"; }
  };
  CHECK_THROWS_WITH(sign(Shrinking(), {.block_size = 100}), Catch::Contains("shrinking.csv"));
  const MemorySource empty({});
  CHECK_THROWS_AS(sign(empty, {.block_size = 0}), Error);
  CHECK_THROWS_AS(sign(empty, {.block_size = max_block_size + 1}), Error);
  CHECK_THROWS_AS(Signature(~std::uint64_t{0}, 1), Error);
}
