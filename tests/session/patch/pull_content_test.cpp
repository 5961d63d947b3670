#include "engine/session/patch/pull_content.h"

#include <catch2/catch.hpp>

#include "tests/session/patch/pull_case.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

struct ContentCase : PullCase {
  using PullCase::PullCase;

  void check_pulled(PulledFile pulled) const {
    CHECK((get(local.dir(), "f") == old));
    CHECK(to_bytes(pulled.index()) == to_bytes(index));
    const fs::Stat stat = pulled.put_in_place();
    CHECK((get(local.dir(), "f") == wanted));
    CHECK(stat.modified == new_time);
    CHECK(identity_of(stat) == identity(local.dir(), "f"));
    CHECK(local.dir().list().entries.size() == 1);
  }
};

}  // namespace

TEST_CASE("pull: random edits, with and without an index") {
  for (unsigned seed = 0; seed < 16; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = some_content(random, random() % 2'000'000);
    const ContentCase c(old, edited(random, old));
    c.check_pulled(pull_content(c.request(seed % 2 == 0)));
  }
}

TEST_CASE("pull: of a database only changed pages are read") {
  std::mt19937 random(1);
  const Bytes old = database(random, 500);
  const ContentCase c(old, with_changed_pages(random, old, 10));
  PullRequest request = c.request(true);
  std::uint64_t told = 0;
  request.progress = [&](std::uint64_t bytes) { told += bytes; };
  PulledFile pulled = pull_content(request);
  CHECK(pulled.received() <= 20 * 4096);
  CHECK(told == c.wanted.size());
  c.check_pulled(std::move(pulled));
}

TEST_CASE("pull: a new file") {
  std::mt19937 random(2);
  const ContentCase c({}, some_content(random, 3'000'000));
  for (const bool with_index : {false, true}) {
    PullRequest request = c.request(with_index);
    c.local.dir().remove_file("f");
    request.local = std::nullopt;
    PulledFile pulled = pull_content(request);
    CHECK(pulled.received() == c.wanted.size());
    pulled.put_in_place();
    CHECK((get(c.local.dir(), "f") == c.wanted));
    CHECK(to_bytes(pulled.index()) == to_bytes(c.index));
  }
}

TEST_CASE("pull: an index that lies is found out, and the whole file read") {
  std::mt19937 random(3);
  const Bytes old = database(random, 100);
  ContentCase c(old, with_changed_pages(random, old, 10));
  const BlockIndex honest = c.index;
  c.index.signature = ContentCase::index_of(old).signature;  // says that nothing has changed
  const PullRequest request = c.request(true);
  PulledFile pulled = pull_content(request);
  CHECK(to_bytes(pulled.index()) == to_bytes(honest));
  pulled.put_in_place();
  CHECK((get(c.local.dir(), "f") == c.wanted));
}

TEST_CASE("pull: content that is not what the index says is read again") {
  std::mt19937 random(9);
  const Bytes wanted = database(random, 20);
  Bytes altered = wanted;
  altered[5'000] ^= std::byte{1};
  ContentCase c({}, wanted);
  PullRequest request = c.request(true);
  c.local.dir().remove_file("f");
  request.local.reset();
  const auto put_remote = [&](const Bytes& content) {
    overwrite(c.share.dir(), "f", 0, content);
    c.share.dir().open_write("f").set_times(std::nullopt, request.remote.modified);
  };

  SECTION("the link altered it once") {
    put_remote(altered);
    request.progress = [&](std::uint64_t) { put_remote(wanted); };
    PulledFile pulled = pull_content(request);
    CHECK(pulled.received() == 2 * wanted.size());
    CHECK(to_bytes(pulled.index()) == to_bytes(c.index));
    pulled.put_in_place();
    CHECK((get(c.local.dir(), "f") == wanted));
  }
  SECTION("it reads the same twice: the index is wrong") {
    put_remote(altered);
    PulledFile pulled = pull_content(request);
    CHECK(pulled.index().content == hash::hash(hash::Kind::xxh128, altered));
    pulled.put_in_place();
    CHECK((get(c.local.dir(), "f") == altered));
  }
  SECTION("it reads differently each time") {
    Bytes more = altered;
    put_remote(more);
    request.progress = [&](std::uint64_t) {
      more[9'000] ^= std::byte{2};
      put_remote(more);
    };
    CHECK_THROWS_WITH(pull_content(request), Catch::Contains("reads differently each time"));
    CHECK(c.local.dir().list().entries.empty());
  }
}

TEST_CASE("pull: the remote version is another, or becomes another") {
  std::mt19937 random(4);
  const Bytes old = database(random, 100);
  const ContentCase c(old, with_changed_pages(random, old, 10));
  for (const bool with_index : {false, true}) {
    PullRequest request = c.request(with_index);
    request.remote.modified.seconds += 1;
    CHECK_THROWS_AS(pull_content(request), ChangedMeanwhile);
    request = c.request(with_index);
    bool is_first = true;
    request.progress = [&](std::uint64_t) {
      if (is_first) overwrite(c.share.dir(), "f", 0, c.old);
      is_first = false;
    };
    CHECK_THROWS_AS(pull_content(request), ChangedMeanwhile);
    CHECK((get(c.local.dir(), "f") == c.old));
    CHECK(c.local.dir().list().entries.size() == 1);
    overwrite(c.share.dir(), "f", 0, c.wanted);
  }
}

TEST_CASE("pull: what somebody changed locally keeps its name") {
  const ContentCase c(bytes_of("old"), bytes_of("wanted"));
  {
    PulledFile pulled = pull_content(c.request(false));
    overwrite(c.local.dir(), "f", 0, bytes_of("mine"));
    CHECK_THROWS_AS(pulled.put_in_place(), ChangedMeanwhile);
  }
  CHECK(get(c.local.dir(), "f") == bytes_of("mine"));
  CHECK(c.local.dir().list().entries.size() == 1);
}

TEST_CASE("pull: a failure leaves nothing behind") {
  std::mt19937 random(5);
  const Bytes old = database(random, 100);
  const ContentCase c(old, with_changed_pages(random, old, 10));
  PullRequest request = c.request(true);
  request.progress = [](std::uint64_t) { throw Error("the drive is gone"); };
  CHECK_THROWS_WITH(pull_content(request), "the drive is gone");
  CHECK(c.local.dir().list().entries.size() == 1);
  CHECK((get(c.local.dir(), "f") == c.old));
}
