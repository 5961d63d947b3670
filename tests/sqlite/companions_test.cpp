#include "engine/sqlite/companions.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;

TEST_CASE("companions have the database's name and an ending", "[sqlite][companions]") {
  CHECK(companion_of("d/a.db", CompanionKind::wal) == "d/a.db-wal");
  CHECK(companion_of("a", CompanionKind::journal) == "a-journal");
  CHECK(companion_of("a", CompanionKind::shm) == "a-shm");
  for (const CompanionKind kind : all_companions) {
    const std::string name = companion_of("d/a.db", kind);
    const auto parsed = parse_companion(name);
    REQUIRE(parsed);
    CHECK(parsed->database == "d/a.db");
    CHECK(parsed->kind == kind);
  }
  for (const char* name : {"", "a.db", "-wal", "d/-shm", "a.db-wal2", "a.db_journal"})
    CHECK_FALSE(parse_companion(name));
}

TEST_CASE("what companions mean depends on their content", "[sqlite][companions]") {
  const test::Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  const auto found = [&dir] { return companions_beside(dir, "a.db"); };
  CHECK_FALSE(found().any());
  test::write_file(dir, "a.db-wal", "");
  test::write_file(dir, "a.db-journal", "");
  test::write_file(dir, "a.db-shm", "index");
  CHECK_FALSE(found().any());
  dir.open_write("a.db-journal").write(0, std::vector<std::byte>(28));
  CHECK_FALSE(found().any());
  dir.open_write("a.db-journal").write(0, std::vector<std::byte>(1, std::byte{0xd9}));
  CHECK(found().hot_journal);
  CHECK_FALSE(found().live_wal);
  dir.open_write("a.db-wal").write(0, std::vector<std::byte>(1));
  CHECK(found().live_wal);
}

TEST_CASE("SQLite's ways to end a transaction leave no hot journal", "[sqlite][companions]") {
  for (const char* mode : {"DELETE", "TRUNCATE", "PERSIST"}) {
    const test::Scratch scratch;
    Database database(scratch.dir().path_of("a.db"), Database::Access::create);
    database.number(std::string("PRAGMA journal_mode=") + mode);
    database.execute("CREATE TABLE t(i); INSERT INTO t VALUES (1); PRAGMA synchronous=OFF");
    CHECK_FALSE(companions_beside(scratch.dir(), "a.db").any());
    database.execute("BEGIN; INSERT INTO t VALUES (2)");
    CHECK(companions_beside(scratch.dir(), "a.db").hot_journal);
    database.execute("COMMIT");
    CHECK_FALSE(companions_beside(scratch.dir(), "a.db").any());
  }
}

TEST_CASE("a companion that is no file is refused", "[sqlite][companions]") {
  const test::Scratch scratch;
  scratch.dir().make_dir("a.db-wal", 0755);
  CHECK_THROWS_WITH(companions_beside(scratch.dir(), "a.db"), Catch::Contains("a.db-wal"));
}
