#include "engine/session/patch/block_index.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/session/files/fields.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

BlockIndex index_of(const Bytes& bytes, const std::string& path = "a/b.csv", unsigned threads = 2) {
  const delta::MemorySource source(bytes);
  BlockIndex index = make_index(source, layout_for(source), path, threads);
  index.identity.modified = {1'700'000'000, 123'456'700};
  index.identity.file_id = 77;
  return index;
}

void require_equal(const BlockIndex& a, const BlockIndex& b) {
  REQUIRE(a.path == b.path);
  REQUIRE(a.identity == b.identity);
  REQUIRE(a.layout() == b.layout());
  REQUIRE(a.content == b.content);
  REQUIRE(a.signature.file_size() == b.signature.file_size());
  REQUIRE(a.signature.block_count() == b.signature.block_count());
  for (std::uint32_t block = 0; block < a.signature.block_count(); ++block) {
    REQUIRE(a.signature.strong(block) == b.signature.strong(block));
    REQUIRE(a.signature.weak(block) == b.signature.weak(block));
  }
}

Bytes with_checksum(Bytes bytes) {
  bytes.resize(bytes.size() - 8);
  delta::append(bytes, hash::hash(hash::Kind::xxh3, bytes).view());
  return bytes;
}

std::string refusal(const Bytes& bytes) {
  return sentence_of([&] { index_from_bytes(bytes); });
}

}  // namespace

TEST_CASE("block index: a database has its pages, and no weak sums") {
  std::mt19937 random(1);
  const Bytes bytes = database(random, 100);
  const BlockIndex index = index_of(bytes);
  CHECK(index.layout() == BlockLayout{4096, false});
  CHECK(index.signature.weak(5) == 0);
  CHECK(index.signature.strong(5) == hash::xxh3(std::span(bytes).subspan(5 * 4096, 4096)));
  CHECK(index.content == hash::hash(hash::Kind::xxh128, bytes));
  CHECK(to_bytes(index).size() - 100 * 8 == 67 + index.path.size());
}

TEST_CASE("block index: text has small blocks that are found anywhere") {
  const Bytes bytes(1'000'000, std::byte{'x'});
  const BlockIndex index = index_of(bytes);
  CHECK(index.shifts);
  CHECK(index.signature.block_size() == 2048);
  CHECK(index.signature.weak(0) != 0);
  CHECK(to_bytes(index).size() - index.signature.block_count() * 12 == 67 + index.path.size());
}

TEST_CASE("block index: what was written is read again") {
  std::mt19937 random(2);
  for (const std::size_t size : {0u, 1u, 2047u, 2048u, 2049u, 300'000u}) {
    const BlockIndex index = index_of(some_content(random, size));
    require_equal(index_from_bytes(to_bytes(index)), index);
  }
  const BlockIndex pages = index_of(database(random, 33));
  require_equal(index_from_bytes(to_bytes(pages)), pages);
}

TEST_CASE("block index: the number of threads makes no difference") {
  std::mt19937 random(3);
  const Bytes bytes = some_content(random, 5'000'000);
  require_equal(index_of(bytes, "x", 1), index_of(bytes, "x", 3));
}

TEST_CASE("block index: every changed, missing or additional byte is noticed") {
  std::mt19937 random(4);
  const Bytes file = to_bytes(index_of(random_bytes(random, 9000)));
  for (std::size_t at = 0; at < file.size(); ++at) {
    Bytes damaged = file;
    damaged[at] ^= std::byte{0x10};
    CHECK(refusal(damaged).starts_with("the block index "));
    damaged = file;
    damaged.resize(at);
    CHECK(refusal(damaged).starts_with("the block index "));
  }
  Bytes longer = file;
  longer.push_back(std::byte{0});
  CHECK(refusal(longer) == "the block index is damaged: its checksum is wrong");
}

TEST_CASE("block index: what has the right checksum is not believed for it") {
  std::mt19937 random(5);
  const std::string path = "a/b.csv";
  const Bytes file = to_bytes(index_of(random_bytes(random, 9000), path));
  const std::size_t identity = 8 + 2 + path.size();
  const auto changed = [&](std::size_t at, std::byte value) {
    Bytes bytes = file;
    bytes[at] = value;
    return refusal(with_checksum(bytes));
  };
  CHECK(changed(7, std::byte{9}) == "the block index has another format");
  CHECK(changed(8, std::byte{0}) == "the block index names no file");
  CHECK(changed(9, std::byte{0xff}) == "the block index is truncated");
  // A file of 2^63 bytes: no memory is taken for its blocks.
  CHECK(changed(identity + 7, std::byte{0x80}) ==
        "the file has more blocks than a signature can hold: choose a larger block size");
  CHECK(changed(identity + 2, std::byte{0x80}) ==
        "the block index is damaged: its blocks do not make up its file");
  CHECK(changed(identity + 19, std::byte{0xff}) ==
        "the block index is damaged: it states an impossible time");
  CHECK(changed(identity + 28 + 16 + 3, std::byte{0xff}) ==
        "a block size of 4278192128 bytes is not between 1 and 1048576");
  CHECK(changed(identity + 28 + 16 + 4, std::byte{2}) ==
        "the block index is damaged: it has an unknown flag");
  CHECK(changed(identity + 28 + 16 + 4, std::byte{0}) ==
        "the block index is damaged: its blocks do not make up its file");
}
