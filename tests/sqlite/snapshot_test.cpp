#include "engine/sqlite/snapshot.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <set>
#include <thread>

#include "engine/sqlite/companions.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::sqlite;
using namespace std::chrono_literals;

namespace {

// Everything in a directory, to see that a snapshot changed nothing there.
std::string look(const fs::Dir& dir) {
  std::string all;
  std::vector<fs::Listed> entries = dir.list().entries;
  std::ranges::sort(entries, {}, &fs::Listed::name);
  for (const fs::Listed& entry : entries) {
    all += entry.name + ' ' + std::to_string(entry.stat.modified.seconds) + '.' +
           std::to_string(entry.stat.modified.nanoseconds) + '\n';
    if (!entry.name.ends_with("-shm")) all += test::read_file(dir, entry.name);
  }
  return all;
}

struct Places {
  test::Scratch scratch;
  fs::Dir source;
  fs::Dir target;
  Places() {
    for (const char* name : {"source", "target"}) scratch.dir().make_dir(name, 0755);
    source = scratch.dir().open_dir("source");
    target = scratch.dir().open_dir("target");
  }
  ~Places() { source = target = {}; }
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  std::string path() const { return source.path_of("a.db"); }
  Snapshot take(const std::string& name, std::chrono::milliseconds wait = 10s) const {
    return snapshot(source, "a.db", target, name, wait);
  }
  std::string content(const std::string& name) const { return test::read_file(target, name); }
};

}  // namespace

TEST_CASE("a database that nobody uses is copied as it is", "[sqlite][snapshot]") {
  for (const char* mode : {"DELETE", "WAL"}) {
    const Places places;
    test::Ledger(places.path(), std::string("PRAGMA journal_mode=") + mode).add_and_commit();
    const std::string before = look(places.source);
    const Snapshot taken = places.take("copy");
    CHECK_FALSE(taken.recovered);
    CHECK(taken.source.size == places.source.stat("a.db")->size);
    CHECK(places.content("copy") == test::read_file(places.source, "a.db"));
    CHECK(look(places.source) == before);
    CHECK(places.target.list().entries.size() == 1);
  }
}

TEST_CASE("a snapshot has what only the -wal has", "[sqlite][snapshot]") {
  const Places places;
  test::make_live_wal(places.source, "a.db", 20);
  const std::string before = look(places.source);
  CHECK(places.take("copy").recovered);
  CHECK(test::entries_of(places.target, "copy") == 20);
  CHECK(places.target.list().entries.size() == 1);
  CHECK(look(places.source) == before);
}

TEST_CASE("a snapshot lacks what a stopped transaction has written", "[sqlite][snapshot]") {
  const Places places;
  test::make_hot_journal(places.source, "a.db", 20);
  const std::string before = look(places.source);
  CHECK(places.take("copy").recovered);
  CHECK(test::entries_of(places.target, "copy") == 20);
  CHECK(places.target.list().entries.size() == 1);
  CHECK(look(places.source) == before);
}

TEST_CASE("the same state gives the same bytes, and those of SQLite itself", "[sqlite][snapshot]") {
  const Places places;
  {
    test::Ledger ledger(places.path(), "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
    for (int i = 0; i < 20; ++i) ledger.add_and_commit();
    ledger.database().execute("DELETE FROM entry WHERE n > 20");
    places.take("live");
    ledger.database().number("PRAGMA wal_checkpoint(PASSIVE)");
    places.take("checkpointed");
  }
  const std::string closed = test::read_file(places.source, "a.db");
  CHECK((places.content("live") == closed));
  CHECK((places.content("checkpointed") == closed));

  const Places stopped;
  test::make_hot_journal(stopped.source, "a.db", 20);
  stopped.take("copy");
  Database(stopped.path(), Database::Access::write).number("SELECT count(*) FROM entry");
  CHECK((stopped.content("copy") == test::read_file(stopped.source, "a.db")));
}

TEST_CASE("snapshots beside a writer are states that were", "[sqlite][snapshot]") {
  const std::string mode =
      GENERATE("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=15; PRAGMA synchronous=OFF",
               "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=1000; PRAGMA cache_size=3",
               "PRAGMA journal_mode=DELETE; PRAGMA cache_size=3; PRAGMA synchronous=OFF",
               "PRAGMA journal_mode=PERSIST; PRAGMA cache_size=3; PRAGMA synchronous=OFF");
  CAPTURE(mode);
  const Places places;
  test::Ledger(places.path(), mode).add_and_commit();
  std::atomic<int> commits = 0;
  const std::jthread writer([&](const std::stop_token& stop) {
    test::Ledger ledger(places.path(), mode);
    for (int i = 0; !stop.stop_requested(); ++i) {
      ledger.begin();
      for (int j = 0; j <= i % 5; ++j) ledger.add();
      if (i % 4 == 3) {
        ledger.database().execute("ROLLBACK");
      } else {
        ledger.commit();
        ++commits;
      }
      // Without a -wal readers wait for writers, and a writer that never rests leaves them no turn.
      if (mode.find("WAL") == std::string::npos) std::this_thread::sleep_for(5ms);
    }
  });
  std::int64_t last = 1;
  std::set<std::int64_t> seen;
  for (int i = 0; i < 25 || ((commits < 150 || seen.size() < 5) && i < 20000); ++i) {
    places.take("copy", 30s);
    const std::int64_t entries = test::entries_of(places.target, "copy");
    CHECK(entries >= last);
    last = entries;
    seen.insert(entries);
    REQUIRE(places.target.list().entries.size() == 1);
    places.target.remove_file("copy");
  }
  CHECK(seen.size() >= 5);
}

#ifdef __linux__
// As on a share that grants each machine every lock.
TEST_CASE("snapshots beside a writer whose locks nobody sees are states that were",
          "[sqlite][snapshot]") {
  const Places places;
  test::Ledger(places.path(), "PRAGMA journal_mode=DELETE").add_and_commit();
  std::atomic<int> commits = 0;
  const std::jthread writer([&](const std::stop_token& stop) {
    sqlite3* opened = nullptr;
    const int result =
        sqlite3_open_v2(places.path().c_str(), &opened, SQLITE_OPEN_READWRITE, "unix-none");
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> ledger(opened, &sqlite3_close);
    const auto run = [&](const char* sql) {
      return sqlite3_exec(ledger.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    bool good = result == SQLITE_OK && run("PRAGMA cache_size=3; PRAGMA synchronous=OFF");
    while (good && !stop.stop_requested()) {
      good = run("BEGIN") && run(test::Ledger::one_more) && run(test::Ledger::one_more) &&
             run("COMMIT");
      ++commits;
      std::this_thread::sleep_for(5ms);
    }
    if (!good) commits = -1'000'000'000;
  });
  std::set<std::int64_t> seen;
  for (int i = 0; i < 25 || ((commits < 100 || seen.size() < 5) && commits >= 0 && i < 20000);
       ++i) {
    places.take("copy", 30s);
    seen.insert(test::entries_of(places.target, "copy"));
    places.target.remove_file("copy");
  }
  CHECK(commits > 0);
  CHECK(seen.size() >= 5);
}
#endif

TEST_CASE("a living transaction does not count, and need not end", "[sqlite][snapshot]") {
  const Places places;
  test::Ledger ledger(places.path(), "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF");
  for (int i = 0; i < 5; ++i) ledger.add_and_commit();
  ledger.begin();
  ledger.add();
  REQUIRE(companions_beside(places.source, "a.db").hot_journal);
  CHECK_FALSE(places.take("copy", 0ms).recovered);
  CHECK(test::entries_of(places.target, "copy") == 5);
  ledger.commit();
}

TEST_CASE("a database that stays locked is told, and nothing left behind", "[sqlite][snapshot]") {
  const Places places;
  test::Ledger ledger(places.path(), "PRAGMA journal_mode=DELETE");
  ledger.add_and_commit();
  ledger.database().execute("BEGIN EXCLUSIVE");
  const double before = fs::monotonic_seconds();
  CHECK_THROWS_AS(places.take("copy", 100ms), Locked);
  CHECK(fs::monotonic_seconds() - before >= 0.1);
  CHECK(places.target.list().entries.empty());

  std::thread waiting([&] {
    std::this_thread::sleep_for(100ms);
    ledger.commit();
  });
  places.take("copy", 10s);
  waiting.join();
  CHECK(test::entries_of(places.target, "copy") == 1);
}

TEST_CASE("a reader of the -wal does not wait for its owner", "[sqlite][snapshot]") {
  const Places places;
  test::Ledger ledger(places.path(), "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL");
  for (int i = 0; i < 5; ++i) ledger.add_and_commit();
  ledger.begin();
  ledger.add();
  places.take("copy", 0ms);
  CHECK(test::entries_of(places.target, "copy") == 5);
  ledger.commit();
}

TEST_CASE("what is no database is refused", "[sqlite][snapshot]") {
  const Places places;
  test::write_file(places.source, "a.db", std::string(8192, 'x'));
  CHECK_THROWS_WITH(places.take("copy"), Catch::Contains("a.db") && Catch::Contains("encrypted"));
  CHECK(places.target.list().entries.empty());
  CHECK_THROWS_AS(snapshot(places.source, "none.db", places.target, "copy", 0ms), Error);
}

TEST_CASE("a damaged database is refused in one sentence", "[sqlite][snapshot]") {
  const Places places;
  test::make_live_wal(places.source, "a.db", 20);
  const fs::File file = places.source.open_write("a.db-wal");
  // A first page that is none, with the checksums left as they are: the whole -wal is void, and
  // what is left of the database is too short for its own header.
  file.write(24, std::vector<std::byte>(8));
  places.source.open_write("a.db").truncate(4096);
  places.source.open_write("a.db").write(28, std::vector<std::byte>(4, std::byte{9}));
  try {
    places.take("copy");
    FAIL("it was copied");
  } catch (const DatabaseError& error) {
    CHECK(error.is_damaged());
    CHECK_THAT(error.what(), Catch::Contains(places.path()));
  }
  CHECK(places.target.list().entries.empty());
}

TEST_CASE("a database below the directory has its companions beside it", "[sqlite][snapshot]") {
  const Places places;
  test::make_live_wal(places.source, "a.db", 20);
  snapshot(places.scratch.dir(), "source/a.db", places.target, "copy", 0ms);
  CHECK(test::entries_of(places.target, "copy") == 20);
}

TEST_CASE("a target that is there is not touched", "[sqlite][snapshot]") {
  const Places places;
  test::Ledger(places.path(), "PRAGMA journal_mode=DELETE").add_and_commit();
  test::write_file(places.target, "copy", "mine");
  CHECK(test::error_of([&] { places.take("copy"); }) == std::errc::file_exists);
  CHECK(places.content("copy") == "mine");
}
