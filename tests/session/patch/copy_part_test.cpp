#include "engine/session/patch/copy_part.h"

#include <catch2/catch.hpp>

#include "engine/session/files/temporary.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

constexpr std::uint64_t block = CopyPart::block;

struct PartCase {
  PartCase() : old(bytes()) {
    put(scratch.dir(), "old", old);
    source = scratch.dir().open_read("old");
    target = scratch.dir().create("new", 0600);
  }
  static Bytes bytes() {
    std::mt19937 random(1);
    return random_bytes(random, 100 * block);
  }

  Scratch scratch;
  Bytes old;
  fs::File source, target;
  LinkSpeed speed;
  double now = 0;
  CopyPace pace{speed, {}, [this] { return now; }};
  std::uint64_t told = 0;
  std::function<void(std::uint64_t)> copied = [this](std::uint64_t length) { told += length; };
};

const std::vector<Piece> copies{{Piece::Kind::copy, 10 * block + 50, 3 * block, 7},
                                {Piece::Kind::copy, 13 * block + 50, block, 20 * block},
                                {Piece::Kind::copy, 20 * block, 5 * block, 30 * block}};

}  // namespace

TEST_CASE("copy part: a lane tells what it has done") {
  PartCase c;
  CopyLane lane(c.source, c.target, 0, c.pace, c.copied);
  if (!lane.copy(copies)) {  // Windows has no such copies
    CHECK(lane.done().empty());
    return;
  }
  REQUIRE(lane.done().size() == 2);  // neighbours are one
  CHECK(lane.done()[0].begin == 10 * block + 50);
  CHECK(lane.done()[0].end == 14 * block + 50);
  CHECK(c.told == 9 * block);
  const Bytes made = get(c.scratch.dir(), "new");
  for (const Piece& copy : copies)
    CHECK(std::ranges::equal(std::span(made).subspan(copy.at, copy.length),
                             std::span(c.old).subspan(copy.from, copy.length)));
}

TEST_CASE("copy part: a lane ends where the pace or the old version does") {
  PartCase c;
  CopyLane lane(c.source, c.target, 0, c.pace, c.copied);
  CHECK_FALSE(lane.copy(Piece{Piece::Kind::copy, 0, 10, c.old.size()}));
  CHECK(lane.done().empty());
  c.pace.give_up();
  CHECK_FALSE(lane.copy(copies));
  CHECK(lane.done().size() <= 1);
}

TEST_CASE("copy part: the pace is looked at before much is copied") {
  PartCase c;
  constexpr std::uint64_t mib = std::uint64_t{1} << 20, large = 96 * mib;
  fs::File(c.scratch.dir().open_write("old")).truncate(large);
  const Piece whole{Piece::Kind::copy, 0, large, 0};
  double later = 0;
  CopyPace slow{c.speed, {}, [&later] { return later += 1; }};
  slow.begin();
  CopyLane given_up(c.source, c.target, 0, slow, c.copied);
  CHECK_FALSE(given_up.copy(whole));
  CHECK(c.told <= 4 * mib);
  if (c.told == 0) return;  // Windows has no such copies
  c.pace.begin();
  CopyLane lane(c.source, c.target, 0, c.pace, c.copied);
  CHECK(lane.copy(whole));
  REQUIRE(lane.done().size() == 1);
  CHECK(lane.done()[0].end == large);
}

TEST_CASE("copy part: joined but for the ends of its blocks") {
  PartCase c;
  CopyPart part(c.source, copies, make_temporary(c.scratch.dir(), 0600), c.pace, c.copied);
  if (!part.copy()) return;  // Windows has no such copies
  const auto arrived = part.join(c.target);
  REQUIRE(arrived.size() == 2);
  CHECK(arrived[0].begin == 11 * block);
  CHECK(arrived[0].end == 14 * block + 50);
  CHECK(arrived[1].begin == 20 * block);
  CHECK(arrived[1].end == 25 * block);
  const Bytes made = get(c.scratch.dir(), "new");
  CHECK(std::ranges::equal(std::span(made).subspan(13 * block + 50, block),
                           std::span(c.old).subspan(20 * block, block)));
  CHECK(std::ranges::equal(std::span(made).subspan(20 * block, 5 * block),
                           std::span(c.old).subspan(30 * block, 5 * block)));
}

TEST_CASE("copy part: less than a block is not joined") {
  PartCase c;
  const std::vector<Piece> one{{Piece::Kind::copy, block + 50, block, 0}};
  CopyPart part(c.source, one, make_temporary(c.scratch.dir(), 0600), c.pace, c.copied);
  if (!part.copy()) return;  // Windows has no such copies
  CHECK(part.join(c.target).empty());
}
