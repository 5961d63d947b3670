#include "engine/sync/write_content.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Scratch;

namespace {

// Two files of one scratch directory, and the ways to make the second equal to the first.
struct Pair {
  Pair(const std::string& wanted, const std::string& old) : content(wanted) {
    test::write_file(scratch.dir(), "source", wanted);
    test::write_file(scratch.dir(), "old", old);
    source = scratch.dir().open_read("source");
    basis = scratch.dir().open_write("old");
    target = scratch.dir().create("target", 0600);
  }
  ContentSource from() const { return {source, content.size()}; }
  ContentSource over() const { return {basis, basis.stat().size}; }
  std::string made() const { return test::read_file(scratch.dir(), "target"); }
  std::string changed() const { return test::read_file(scratch.dir(), "old"); }

  Scratch scratch;
  std::string content;
  fs::File source, basis, target;
  Options options;
};

std::string random_bytes(std::mt19937& chance, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(chance());
  return bytes;
}

// Content with runs of zeros, and an edited version of it.
std::pair<std::string, std::string> random_pair(std::mt19937& chance) {
  std::string old;
  for (auto pieces = chance() % 6; pieces > 0; --pieces)
    old += chance() % 3 == 0 ? std::string(chance() % 30000, '\0')
                             : random_bytes(chance, chance() % 30000);
  std::string wanted = old;
  for (auto edits = chance() % 5; edits > 0; --edits) {
    const std::size_t at = wanted.empty() ? 0 : chance() % wanted.size();
    if (chance() % 3 == 0)
      wanted.erase(at, chance() % 5000);
    else if (chance() % 2 == 0)
      wanted.insert(at, random_bytes(chance, chance() % 5000));
    else
      std::rotate(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(at), wanted.end());
  }
  return {wanted, old};
}

}  // namespace

TEST_CASE("every way of writing ends with the source's content") {
  std::mt19937 chance(20240601);
  for (int turn = 0; turn < 40; ++turn) {
    CAPTURE(turn);
    const auto [wanted, old] = random_pair(chance);
    std::uint64_t last = 0;
    const MoveProgress progress = [&](std::uint64_t done) {
      CHECK(done >= last);
      last = done;
    };
    {
      Pair pair(wanted, old);
      const Moved moved = write_whole(pair.from(), pair.target, pair.options, progress);
      CHECK(moved.literal == wanted.size());
      CHECK(pair.made() == wanted);
    }
    last = 0;
    {
      Pair pair(wanted, old);
      pair.options.bandwidth = 1 << 20;  // the rate itself is the caller's
      write_whole(pair.from(), pair.target, pair.options, progress);
      CHECK(pair.made() == wanted);
      CHECK(last == wanted.size());
    }
    {
      Pair pair(wanted, old);
      write_sparse(pair.from(), pair.target, false, {});
      CHECK(pair.made() == wanted);
      write_sparse(pair.from(), pair.basis, true, {});
      CHECK(pair.changed() == wanted);
    }
    if (old.empty() || wanted.empty()) continue;
    last = 0;
    {
      Pair pair(wanted, old);
      const Moved moved = write_delta(pair.from(), pair.over(), pair.target, pair.options,
                                      {.threads = 2}, progress);
      CHECK(pair.made() == wanted);
      CHECK(moved.literal + moved.matched == wanted.size());
    }
    last = 0;
    {
      Pair pair(wanted, old);
      const Moved moved =
          write_delta_in_place(pair.from(), pair.over(), pair.options, {.threads = 2}, progress);
      CHECK(pair.changed() == wanted);
      CHECK(moved.literal + moved.matched == wanted.size());
    }
  }
}

TEST_CASE("little of a large file moves if little of it changed") {
  std::mt19937 chance(7);
  const std::string old = random_bytes(chance, 2 << 20);
  std::string wanted = old;
  wanted.insert(1 << 20, "a few bytes");
  Pair pair(wanted, old);
  const Moved moved =
      write_delta(pair.from(), pair.over(), pair.target, pair.options, {.threads = 2}, {});
  CHECK(moved.literal < 64 * 1024);
  CHECK(pair.made() == wanted);
}

TEST_CASE("appending adds what is missing") {
  Pair pair("one, two, three", "one, ");
  CHECK(write_appended(pair.from(), pair.over(), {}).literal == 10);
  CHECK(pair.changed() == "one, two, three");
}

#ifndef _WIN32
TEST_CASE("holes stay holes, and zeros become some") {
  const std::string wanted = "x" + std::string(4 << 20, '\0') + "y";
  Pair pair(wanted, "");
  write_sparse(pair.from(), pair.target, false, {});
  CHECK(pair.made() == wanted);
  CHECK(pair.target.stat().allocated < 1 << 20);

  const fs::File hole = pair.scratch.dir().create("hole", 0600);
  hole.truncate(8 << 20);
  const fs::File copy = pair.scratch.dir().create("copy", 0600);
  write_sparse({hole, 8 << 20}, copy, false, {});
  CHECK(copy.stat().size == 8 << 20);
  CHECK(copy.stat().allocated < 1 << 20);
}
#endif

TEST_CASE("a source that ends early is an error, however it is written") {
  const std::string wanted(300000, 'w');
  Pair pair(wanted, std::string(200000, 'o'));
  const ContentSource longer{pair.source, wanted.size() + 1};
  CHECK_THROWS_AS(write_whole(longer, pair.target, pair.options, {}), Error);
  CHECK_THROWS_AS(write_delta(longer, pair.over(), pair.target, pair.options, {.threads = 2}, {}),
                  Error);
  CHECK_THROWS_AS(write_appended(longer, pair.over(), {}), Error);
  pair.options.bandwidth = 1 << 20;
  CHECK_THROWS_AS(write_whole(longer, pair.target, pair.options, {}), Error);
}

TEST_CASE("progress can end the work") {
  struct End {};
  Pair pair(std::string(3 << 20, 'w'), "o");
  const MoveProgress end = [](std::uint64_t) { throw End{}; };
  CHECK_THROWS_AS(write_whole(pair.from(), pair.target, pair.options, end), End);
  CHECK_THROWS_AS(write_sparse(pair.from(), pair.target, false, end), End);
  CHECK_THROWS_AS(
      write_delta(pair.from(), pair.over(), pair.target, pair.options, {.threads = 2}, end), End);
}

TEST_CASE("contents are compared as far as asked") {
  std::string a(3 << 20, 'a');
  std::string b = a;
  b[2 << 20] = 'b';
  Pair pair(a, b);
  CHECK(same_content(pair.source, pair.basis, 2 << 20));
  CHECK_FALSE(same_content(pair.source, pair.basis, (2 << 20) + 1));
  CHECK_FALSE(same_content(pair.source, pair.source, (3 << 20) + 1));  // it is not that long
}
