#include "engine/session/patch/difference.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "tests/rounds.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

BlockIndex index_for(const Bytes& bytes) {
  const delta::MemorySource source(bytes);
  return make_index(source, layout_for(source), "x", 1);
}

// The new version by the plan.
Bytes made(const ChangePlan& plan, const Bytes& old, const Bytes& wanted) {
  Bytes bytes;
  for (const Piece& piece : plan.pieces) {
    const Bytes& from = piece.is_copy() ? old : wanted;
    const auto begin = static_cast<std::ptrdiff_t>(piece.is_copy() ? piece.from : piece.at);
    bytes.insert(bytes.end(), from.begin() + begin,
                 from.begin() + begin + static_cast<std::ptrdiff_t>(piece.length));
  }
  return bytes;
}

void check_push(const Bytes& old, const Bytes& wanted, unsigned threads) {
  const BlockIndex index = index_for(old);
  const Difference push = difference(delta::MemorySource(wanted), &index, "x", threads);
  REQUIRE(made(push.plan, old, wanted) == wanted);
  CHECK(push.plan.copied + push.plan.brought == wanted.size());
  CHECK(push.index.content == hash::hash(hash::Kind::xxh128, wanted));
  CHECK(push.index.identity.size == wanted.size());
  // The blocks from the same pass are those of a pass of their own.
  const BlockIndex own = make_index(delta::MemorySource(wanted), push.index.layout(), "x", 1);
  CHECK(to_bytes(push.index) == to_bytes(own));
}

void check_pull(const Bytes& old, const Bytes& wanted, unsigned threads) {
  const ChangePlan plan = plan_from_index(index_for(wanted), delta::MemorySource(old), threads);
  REQUIRE(made(plan, old, wanted) == wanted);
}

}  // namespace

TEST_CASE("difference: random edits, as a push and as a pull") {
  for (unsigned seed = 0; seed < test::rounds(150); ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = some_content(random, random() % 400'000);
    const Bytes wanted = edited(random, old);
    check_push(old, wanted, 1 + seed % 3);
    check_pull(old, wanted, 1 + seed % 3);
  }
}

TEST_CASE("difference: pages of a database") {
  for (unsigned seed = 0; seed < test::rounds(60); ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = database(random, 2 + random() % 600);
    const std::size_t changes = random() % 20;
    Bytes wanted = with_changed_pages(random, old, changes);
    if (seed % 3 == 1) wanted.resize(wanted.size() / 2 / 4096 * 4096 + 4096);
    if (seed % 3 == 2) wanted.resize(wanted.size() + 5 * 4096);
    const BlockIndex index = index_for(old);
    const Difference push = difference(delta::MemorySource(wanted), &index, "x", 2);
    CHECK(push.plan.in_place());
    CHECK(push.plan.brought <= (2 * changes + 5) * 4096);
    check_push(old, wanted, 2);
    check_pull(old, wanted, 2);
  }
}

TEST_CASE("difference: a file that becomes a database, one whose pages change size, and back") {
  std::mt19937 random(3);
  const Bytes pages = database(random, 200);
  Bytes larger = pages;
  larger[16] = std::byte{0x20};
  Bytes text = pages;
  text[0] = std::byte{'T'};
  for (const auto& [old, wanted] : {std::pair{text, pages}, {pages, text}, {pages, larger}}) {
    check_push(old, wanted, 2);
    check_pull(old, wanted, 2);
    const BlockIndex index = index_for(old);
    const Difference push = difference(delta::MemorySource(wanted), &index, "x", 2);
    CHECK(push.index.layout() == layout_for(delta::MemorySource(wanted)));
    CHECK(push.plan.brought <= 8192);
  }
}

TEST_CASE("difference: without an index everything is brought") {
  std::mt19937 random(4);
  const Bytes wanted = some_content(random, 100'000);
  const Difference push = difference(delta::MemorySource(wanted), nullptr, "x", 2);
  CHECK(push.plan.brought == wanted.size());
  CHECK(push.plan.old_size == 0);
  CHECK(push.index.content == hash::hash(hash::Kind::xxh128, wanted));
}

TEST_CASE("difference: inserted rows cost a block each") {
  Bytes old;
  for (int row = 0; row < 40'000; ++row) {
    const Bytes line = bytes_of("row " + std::to_string(row * 7919) + ",value\n");
    old.insert(old.end(), line.begin(), line.end());
  }
  Bytes wanted = old;
  const Bytes line = bytes_of("a new row\n");
  for (const std::ptrdiff_t at : {600'000, 400'000, 200'000})
    wanted.insert(wanted.begin() + at, line.begin(), line.end());
  const BlockIndex index = index_for(old);
  CHECK(difference(delta::MemorySource(wanted), &index, "x", 2).plan.brought < 3 * 2048 * 2);
  CHECK(plan_from_index(index_for(wanted), delta::MemorySource(old), 2).brought < 3 * 2048 * 2);
}

TEST_CASE("difference: content that comes several times is taken from its one old place") {
  std::mt19937 random(5);
  const Bytes block = random_bytes(random, 2048);
  Bytes wanted;
  for (int i = 0; i < 40; ++i) wanted.insert(wanted.end(), block.begin(), block.end());
  check_pull(block, wanted, 1);
  CHECK(plan_from_index(index_for(wanted), delta::MemorySource(block), 1).brought == 0);
}
