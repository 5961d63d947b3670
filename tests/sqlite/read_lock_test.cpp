#include "engine/sqlite/read_lock.h"

#include <catch2/catch.hpp>

#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;
using State = ReadLock::State;

TEST_CASE("a read lock keeps a writer out of the file", "[sqlite][read_lock]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a b.db");
  Database database(path, Database::Access::create);
  database.execute("CREATE TABLE t(i)");
  {
    const ReadLock lock(path);
    REQUIRE(lock.state() == State::held);
    CHECK_FALSE(lock.writer_waits());
    CHECK_THROWS_AS(database.execute("INSERT INTO t VALUES (1)"), DatabaseError);
    database.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
    CHECK(lock.writer_waits());
    CHECK_THROWS_AS(database.execute("COMMIT"), DatabaseError);
  }
  database.execute("COMMIT");
  CHECK(database.number("SELECT count(*) FROM t") == 1);
}

TEST_CASE("a read lock is not had while a writer is in the file", "[sqlite][read_lock]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a.db");
  Database database(path, Database::Access::create);
  database.execute("CREATE TABLE t(i); BEGIN EXCLUSIVE");
  CHECK(ReadLock(path).state() == State::busy);
  database.execute("COMMIT");
  CHECK(ReadLock(path).state() == State::held);
}

TEST_CASE("locking makes nothing beside the database", "[sqlite][read_lock]") {
  const test::Scratch scratch;
  const std::string path = scratch.dir().path_of("a.db");
  Database(path, Database::Access::create).execute("PRAGMA journal_mode=WAL; CREATE TABLE t(i)");
  const ReadLock lock(path);
  CHECK(lock.state() == State::held);
  CHECK(scratch.dir().list().entries.size() == 1);
}

TEST_CASE("a file that is not there cannot be locked", "[sqlite][read_lock]") {
  const test::Scratch scratch;
  CHECK_THROWS_AS(ReadLock(scratch.dir().path_of("none.db")), DatabaseError);
  CHECK(scratch.dir().list().entries.empty());
}
