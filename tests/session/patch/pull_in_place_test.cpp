#include "engine/session/patch/pull_in_place.h"

#include <catch2/catch.hpp>

#include "engine/fs/kernel_copy.h"
#include "tests/session/patch/pull_case.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

struct InPlaceCase : PullCase {
  using PullCase::PullCase;

  PullRequest request() const { return PullCase::request(true); }
  bool is_untouched() const {
    return get(local.dir(), "f") == old && count_names(local.dir(), journal_directory) == 0;
  }
};

// Where blocks are shared a clone is better: these tests are about filesystems that do not.
bool shares_blocks() {
  const Scratch scratch;
  put(scratch.dir(), "a", Bytes(10'000));
  return fs::reflink(scratch.dir().open_read("a"), scratch.dir().create("b", 0600));
}

}  // namespace

TEST_CASE("pull in place: the changed pages of a database") {
  if (shares_blocks()) return;
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = database(random, 100 + random() % 200);
    Bytes wanted = with_changed_pages(random, old, 1 + random() % 10);
    if (seed % 3 == 0) wanted.resize(wanted.size() + 4096 * (random() % 5));
    if (seed % 3 == 1) wanted.resize(wanted.size() - 4096 * (random() % 5));
    const InPlaceCase c(old, wanted);
    const auto id = identity(c.local.dir(), "f").file_id;
    const auto pulled = pull_in_place(c.request());
    REQUIRE(pulled);
    CHECK((get(c.local.dir(), "f") == wanted));
    CHECK(identity_of(pulled->stat) == identity(c.local.dir(), "f"));
    CHECK(pulled->stat.modified == new_time);
    CHECK(pulled->stat.inode == id);
    CHECK(pulled->received < wanted.size() / 4);
    CHECK(count_names(c.local.dir(), journal_directory) == 0);
  }
}

TEST_CASE("pull in place: changes of several requests' length, in runs that no request ends with") {
  if (shares_blocks()) return;
  std::mt19937 random(5);
  const Bytes old = database(random, 4000);
  Bytes wanted = old;
  for (std::size_t run = 4096; run + 3 * 4096 < wanted.size(); run += 18 * 4096)
    for (std::size_t at = run; at < run + 3 * 4096; ++at)
      wanted[at] = static_cast<std::byte>(random());
  const InPlaceCase c(old, wanted);
  // What the journal would write, were this run to end now.
  bool is_journal_right = false;
  PullRequest request = c.request();
  request.before_replace = [&] {
    const Bytes bytes = get(c.local.dir(), journal_path("f"));
    put(c.share.dir(), "journal", bytes);
    end_journal(c.share.dir().open_write("journal"));
    const fs::File file = c.share.dir().open_read("journal");
    const auto journal = Journal::open(file, 2);
    REQUIRE(journal);
    const auto& ranges = journal->header().ranges;
    REQUIRE(ranges.size() > 200);
    WorkBuffer buffer;
    is_journal_right = true;
    for (std::size_t i = 0; i < ranges.size(); ++i)
      if (!std::ranges::equal(journal->read(i, buffer), content_of(wanted)(ranges[i], buffer)))
        is_journal_right = false;
  };
  const auto pulled = pull_in_place(request);
  REQUIRE(pulled);
  CHECK(pulled->received > 2 * largest_request);
  CHECK(is_journal_right);
  CHECK((get(c.local.dir(), "f") == wanted));
}

TEST_CASE("pull in place: what is better done otherwise is left alone") {
  std::mt19937 random(1);
  const Bytes old = database(random, 100);
  SECTION("most of it changed") {
    const InPlaceCase c(old, database(random, 100));
    CHECK_FALSE(pull_in_place(c.request()));
    CHECK(c.is_untouched());
  }
  SECTION("content moved") {
    Bytes wanted = bytes_of(std::string(300'000, 'x'));
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = static_cast<std::byte>(random());
    Bytes before = wanted;
    before.erase(before.begin() + 1000, before.begin() + 1100);
    const InPlaceCase c(before, wanted);
    CHECK_FALSE(pull_in_place(c.request()));
    CHECK(c.is_untouched());
  }
  SECTION("an index whose hash is another file's") {
    InPlaceCase c(old, with_changed_pages(random, old, 3));
    c.index.content = hash::hash(hash::Kind::xxh128, old);
    CHECK_FALSE(pull_in_place(c.request()));
    CHECK(c.is_untouched());
  }
}

TEST_CASE("pull in place: a file that somebody changes meanwhile is not touched") {
  std::mt19937 random(2);
  const Bytes old = database(random, 100);
  const InPlaceCase c(old, with_changed_pages(random, old, 3));
  const PullRequest request = c.request();
  SECTION("here") {
    overwrite(c.local.dir(), "f", 5000, bytes_of("mine"));
    const Bytes mine = get(c.local.dir(), "f");
    CHECK_THROWS_AS(pull_in_place(request), ChangedMeanwhile);
    CHECK((get(c.local.dir(), "f") == mine));
  }
  SECTION("there") {
    if (shares_blocks()) return;
    overwrite(c.share.dir(), "f", 5000, bytes_of("theirs"));
    CHECK_THROWS_AS(pull_in_place(request), ChangedMeanwhile);
    CHECK(c.is_untouched());
  }
}
