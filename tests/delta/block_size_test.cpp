#include "engine/delta/block_size.h"

#include <catch2/catch.hpp>

#include "engine/delta/signature.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

constexpr std::uint64_t gigabyte = 1'000'000'000;

}  // namespace

TEST_CASE("a database's blocks are its pages") {
  CHECK(choose_block_size(780'000'000, {.page_size = 4096}) == 4096);
  CHECK(choose_block_size(1000, {.page_size = 512}) == 512);
  CHECK(choose_block_size(gigabyte, {.page_size = 65536}) == 65536);
}

TEST_CASE("pages grow by powers of two where a million of them would not do") {
  CHECK(choose_block_size(10 * gigabyte, {.page_size = 4096}) == 16384);
}

TEST_CASE("a wish is granted within the limits") {
  CHECK(choose_block_size(gigabyte, {.wanted = 700}) == 700);
  CHECK(choose_block_size(gigabyte, {.wanted = ~0u}) == max_block_size);
}

TEST_CASE("other files: powers of two, never more than a million blocks until they are largest") {
  CHECK(choose_block_size(0, {}) == 2048);
  CHECK(choose_block_size(gigabyte, {}) == 2048);
  CHECK(choose_block_size(gigabyte, {.signature_travels = true}) == 8192);
  for (std::uint64_t size = 1; size < 1'000 * gigabyte; size = size * 3 + 1) {
    const std::uint32_t block = choose_block_size(size, {});
    CHECK((block & (block - 1)) == 0);
    CHECK(size / block <= 1u << 20);
  }
  CHECK(choose_block_size(~std::uint64_t{0}, {}) == max_block_size);
}
