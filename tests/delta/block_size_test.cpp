#include "engine/delta/block_size.h"

#include <catch2/catch.hpp>

#include "engine/delta/signature.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

test::Bytes sqlite_header(unsigned high, unsigned low) {
  test::Bytes header = test::bytes_of(std::string("SQLite format 3\0", 16));
  header.push_back(static_cast<std::byte>(high));
  header.push_back(static_cast<std::byte>(low));
  return header;
}

constexpr std::uint64_t gigabyte = 1'000'000'000;

}  // namespace

TEST_CASE("a SQLite database's blocks are its pages") {
  CHECK(choose_block_size(780'000'000, {.header = sqlite_header(0x10, 0)}) == 4096);
  CHECK(choose_block_size(1000, {.header = sqlite_header(2, 0)}) == 512);
  CHECK(choose_block_size(gigabyte, {.header = sqlite_header(0, 1)}) == 65536);
  CHECK(sqlite_page_size(sqlite_header(0x10, 1)) == 0);
  CHECK(sqlite_page_size(test::bytes_of("SQLite format 3")) == 0);
}

TEST_CASE("pages grow by powers of two where a million of them would not do") {
  CHECK(choose_block_size(10 * gigabyte, {.header = sqlite_header(0x10, 0)}) == 16384);
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
