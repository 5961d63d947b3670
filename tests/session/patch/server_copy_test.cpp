#include "engine/session/patch/server_copy.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "engine/session/files/temporary.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

// Scattered changes in place, then an insertion, then a long brought piece.
ChangePlan some_plan() {
  ChangePlanner planner(20 * mib, 20 * mib + 100);
  planner.copy(0, mib);
  planner.bring(4096);
  planner.copy(mib + 4096, 3 * mib - 4096);
  planner.bring(100);
  planner.copy(4 * mib, 2 * mib);
  planner.bring(6 * mib);
  planner.copy(12 * mib, 8 * mib - 1000);
  planner.bring(1000);
  return planner.finish();
}

// Random bytes on a server that is faster at anything than the link.
struct CopyCase {
  CopyCase(unsigned seed, std::size_t size) {
    std::mt19937 random(seed);
    old = random_bytes(random, size);
    put(scratch.dir(), "old", old);
    source = scratch.dir().open_read("old");
    target = scratch.dir().create("new", 0600);
    slow.saw_transfer(1000, 1);
  }
  ServerCopyRequest request(std::vector<Piece> wanted,
                            std::function<void(std::uint64_t)> copied) const {
    return {.old_file = source,
            .target = target,
            .copies = std::move(wanted),
            .speed = slow,
            .make_part = [this] { return make_temporary(scratch.dir(), 0600); },
            .copied = std::move(copied)};
  }

  Scratch scratch;
  Bytes old;
  fs::File source, target;
  LinkSpeed slow;
};

}  // namespace

TEST_CASE("server copy: neighbours of one shift become one request") {
  const auto copies = worthwhile_copies(some_plan(), false);
  CHECK(copies ==
        std::vector<Piece>{{Piece::Kind::copy, 0, 4 * mib, 0},
                           {Piece::Kind::copy, 4 * mib + 100, 2 * mib, 4 * mib},
                           {Piece::Kind::copy, 12 * mib + 100, 8 * mib - 1000, 12 * mib}});
  const auto moved = worthwhile_copies(some_plan(), true);
  REQUIRE(moved.size() == 2);
  CHECK(moved[0].from == 4 * mib);
}

TEST_CASE("server copy: short copies are not worth a request") {
  ChangePlanner planner(100'000, 100'000);
  planner.copy(50'000, 20'000);
  planner.bring(20'000);
  planner.copy(10'000, 60'000);
  CHECK(worthwhile_copies(planner.finish(), false).size() == 1);
}

TEST_CASE("server copy: ranges arrive, and what is done is told") {
  const CopyCase c(1, 3 * mib);
  std::uint64_t told = 0;
  const std::vector<Piece> copies{{Piece::Kind::copy, 10, 2 * mib, 5},
                                  {Piece::Kind::copy, 2 * mib + 20, 500'000, 2 * mib}};
  ServerCopyRequest request = c.request(copies, [&](std::uint64_t n) { told += n; });
  request.make_part = {};  // so few need none
  const auto [done, is_complete] = copy_on_server(request);
  CHECK(is_complete == !done.empty());
  if (done.empty()) {  // Windows has no such copies
    CHECK(is_known_not_to_copy(c.target));
    return;
  }
  CHECK(told == 2 * mib + 500'000);
  CHECK(done.front().begin == 10);
  CHECK(done.back().end == 2 * mib + 500'020);
  const Bytes made = get(c.scratch.dir(), "new");
  for (const Piece& copy : copies)
    CHECK(std::ranges::equal(std::span(made).subspan(copy.at, copy.length),
                             std::span(c.old).subspan(copy.from, copy.length)));
}

TEST_CASE("server copy: many copies, in several files or in one") {
  const CopyCase c(2, 10 * mib);
  std::vector<Piece> copies;
  for (std::uint64_t from = 0, at = 100; from + 100'000 < c.old.size();
       from += 100'000, at += 100'100)
    copies.push_back({Piece::Kind::copy, at, 100'000, from});
  CHECK(copies_at_once(copies.size()) > 1);
  std::atomic<std::uint64_t> told = 0;
  const auto [done, is_complete] =
      copy_on_server(c.request(copies, [&](std::uint64_t n) { told += n; }));
  if (done.empty()) return;  // Windows has no such copies
  CHECK(is_complete);
  CHECK(told == copies.size() * 100'000);
  const Bytes made = get(c.scratch.dir(), "new");
  std::uint64_t length = 0, position = 0;
  for (const fs::Range& range : done) {
    REQUIRE(range.begin >= position);
    position = range.end;
    length += range.end - range.begin;
    const std::uint64_t shift = 100 * (range.begin / 100'100 + 1);
    REQUIRE(
        std::ranges::equal(std::span(made).subspan(range.begin, range.end - range.begin),
                           std::span(c.old).subspan(range.begin - shift, range.end - range.begin)));
  }
  CHECK(length + 6 * 2 * 4096 >= told);  // six parts' ends
  CHECK(c.scratch.dir().list().entries.size() == 2);
}

TEST_CASE("server copy: a cancelled run ends in all its parts") {
  const CopyCase c(3, 10 * mib);
  std::vector<Piece> copies;
  for (std::uint64_t from = 0; from + 100'000 < c.old.size(); from += 100'000)
    copies.push_back({Piece::Kind::copy, from, 90'000, from});
  std::atomic<int> calls = 0;
  const auto run = [&] {
    const ServerCopied copied = copy_on_server(c.request(copies, [&](std::uint64_t) {
      if (++calls > 40) throw Error("enough");
    }));
    if (copied.done.empty()) throw Error("enough");  // Windows has no such copies
  };
  CHECK_THROWS_WITH(run(), "enough");
  CHECK(c.scratch.dir().list().entries.size() == 2);
}
