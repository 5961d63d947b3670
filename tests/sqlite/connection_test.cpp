#include "engine/sqlite/connection.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <functional>

#include "engine/fs/name.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;
using Access = Database::Access;

namespace {

// With everything that means something in a URI.
std::string odd_name() {
  return fs::refuse_name("?") ? "a b%20#&=.db" : "a b%20#&=?x=y.db";
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const DatabaseError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("values come back as they were bound", "[sqlite][connection]") {
  const test::Scratch scratch;
  Database database(scratch.dir().path_of(odd_name()), Access::create);
  database.execute("CREATE TABLE t(i, s, b, n)");
  const std::array bytes{std::byte{0}, std::byte{255}, std::byte{7}};
  Statement insert = database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, std::int64_t{-5})
      .bind(2, std::string_view("a\0b", 3))
      .bind(3, std::span<const std::byte>(bytes))
      .bind(4, std::nullopt)
      .run();
  insert.bind(2, "").bind(3, std::span<const std::byte>()).run();
  CHECK(database.changes() == 1);

  Statement rows = database.prepare("SELECT * FROM t ORDER BY rowid");
  REQUIRE(rows.step());
  CHECK(rows.integer(0) == -5);
  CHECK(rows.text(1) == std::string_view("a\0b", 3));
  CHECK(std::ranges::equal(rows.blob(2), bytes));
  CHECK(rows.is_null(3));
  REQUIRE(rows.step());
  CHECK(rows.text(1).empty());
  CHECK_FALSE(rows.is_null(1));
  CHECK_FALSE(rows.is_null(2));
  CHECK_FALSE(rows.step());
  REQUIRE(rows.step());  // a statement that is done starts again
  CHECK(database.number("SELECT count(*) FROM t") == 2);
}

TEST_CASE("a transaction that is not committed leaves nothing", "[sqlite][connection]") {
  const test::Scratch scratch;
  Database database(scratch.dir().path_of("a.db"), Access::create);
  database.execute("CREATE TABLE t(i)");
  {
    const Transaction transaction(database);
    database.execute("INSERT INTO t VALUES (1)");
  }
  CHECK(database.number("SELECT count(*) FROM t") == 0);
  Transaction transaction(database);
  database.execute("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)");
  transaction.commit();
  CHECK(database.number("SELECT count(*) FROM t") == 2);
}

TEST_CASE("what SQLite cannot do is told with the path", "[sqlite][connection]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a.db");
  CHECK_THAT(message_of([&] { Database(path, Access::read).number("PRAGMA user_version"); }),
             Catch::Contains(path) && Catch::Contains("unable to open"));
  CHECK_FALSE(scratch.dir().stat("a.db"));

  Database database(path, Access::create);
  database.execute("CREATE TABLE t(i UNIQUE); INSERT INTO t VALUES (1)");
  CHECK_THAT(message_of([&] { database.execute("INSERT INTO missing VALUES (1)"); }),
             Catch::Contains("no such table"));
  try {
    database.prepare("INSERT INTO t VALUES (1)").run();
    FAIL("a second 1 was taken");
  } catch (const DatabaseError& error) {
    CHECK(error.is_constraint());
    CHECK_FALSE(error.is_damaged());
  }
}

TEST_CASE("a lock is waited for, then told", "[sqlite][connection]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a.db");
  Database owner(path, Access::create);
  owner.execute("CREATE TABLE t(i); BEGIN EXCLUSIVE");
  Database other(path, Access::read, std::chrono::milliseconds(50));
  const double before = fs::monotonic_seconds();
  try {
    other.number("SELECT count(*) FROM t");
    FAIL("the lock was ignored");
  } catch (const DatabaseError& error) {
    CHECK(error.is_busy());
  }
  CHECK(fs::monotonic_seconds() - before > 0.04);
  owner.execute("COMMIT");
  CHECK(other.number("SELECT count(*) FROM t") == 0);
}

TEST_CASE("a file that is no database is told as damaged", "[sqlite][connection]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "a.db", std::string(4096, 'x'));
  Database database(scratch.dir().path_of("a.db"), Access::read);
  try {
    database.number("PRAGMA user_version");
    FAIL("it was read");
  } catch (const DatabaseError& error) {
    CHECK(error.is_damaged());
  }
}

TEST_CASE("immutable access leaves nothing beside the database", "[sqlite][connection]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of(odd_name());
  {
    Database database(path, Access::create);
    database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(i); INSERT INTO t VALUES (3)");
  }
  REQUIRE(scratch.dir().list().entries.size() == 1);
  Database database(path, Access::immutable);
  CHECK(database.number("SELECT i FROM t") == 3);
  CHECK_THROWS_AS(database.execute("INSERT INTO t VALUES (4)"), DatabaseError);
  CHECK(scratch.dir().list().entries.size() == 1);
}

TEST_CASE("a checkpoint empties the -wal; closing can leave it as it is", "[sqlite][connection]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a.db");
  {
    Database database(path, Access::create);
    database.keep_wal_at_close();
    database.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(i); INSERT INTO t VALUES (3)");
  }
  REQUIRE(scratch.dir().stat("a.db-wal"));
  CHECK(scratch.dir().stat("a.db-wal")->size > 0);
  Database database(path, Access::write);
  CHECK(database.number("SELECT i FROM t") == 3);
  database.checkpoint();
  CHECK(scratch.dir().stat("a.db-wal")->size == 0);
}
