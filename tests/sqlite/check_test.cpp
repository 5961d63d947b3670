#include "engine/sqlite/check.h"

#include <catch2/catch.hpp>
#include <vector>

#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;
using Access = Database::Access;

namespace {

void make_database(const fs::Dir& dir, const std::string& name, const std::string& more = {}) {
  Database database(dir.path_of(name), Access::create);
  database.execute(more +
                   "; CREATE TABLE t(i INTEGER PRIMARY KEY, s TEXT NOT NULL); "
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
                   "INSERT INTO t SELECT i, hex(randomblob(20)) FROM n");
}

}  // namespace

TEST_CASE("a sound database is ok", "[sqlite][check]") {
  const test::Scratch scratch;
  for (const char* mode : {"DELETE", "WAL"}) {
    make_database(scratch.dir(), mode, std::string("PRAGMA journal_mode=") + mode);
    CHECK(first_complaint(scratch.dir(), mode) == std::nullopt);
  }
  CHECK(scratch.dir().list().entries.size() == 2);
}

TEST_CASE("damage anywhere is a complaint", "[sqlite][check]") {
  const test::Scratch scratch;
  const std::uint64_t pages = [&] {
    make_database(scratch.dir(), "model");
    return scratch.dir().stat("model")->size / 4096;
  }();
  REQUIRE(pages > 10);
  const std::string content = test::read_file(scratch.dir(), "model");
  for (const std::uint64_t page : {std::uint64_t{1}, std::uint64_t{4}, pages - 1}) {
    const std::string name = "damaged" + std::to_string(page);
    std::string damaged = content;
    damaged.replace(page * 4096, 200, 200, '\xff');
    test::write_file(scratch.dir(), name, damaged);
    const auto complaint = first_complaint(scratch.dir(), name);
    REQUIRE(complaint);
    CHECK_FALSE(complaint->empty());
  }
}

TEST_CASE("a database that was cut, or is none, is a complaint", "[sqlite][check]") {
  const test::Scratch scratch;
  make_database(scratch.dir(), "model");
  const std::string content = test::read_file(scratch.dir(), "model");
  test::write_file(scratch.dir(), "cut", content.substr(0, content.size() / 2));
  test::write_file(scratch.dir(), "text", std::string(10000, 'x'));
  std::string schema = content;
  const std::size_t words = schema.find("CREATE TABLE");
  REQUIRE(words != std::string::npos);
  schema.replace(words, 12, "CREATE HABLE");
  test::write_file(scratch.dir(), "schema", schema);
  for (const char* name : {"cut", "text", "schema"}) CHECK(first_complaint(scratch.dir(), name));
}

TEST_CASE("a check neither needs nor changes what stands beside the file", "[sqlite][check]") {
  const test::Scratch scratch;
  make_database(scratch.dir(), "a.db", "PRAGMA journal_mode=WAL");
  test::write_file(scratch.dir(), "a.db-wal", std::string(5000, 'w'));
  test::write_file(scratch.dir(), "a.db-journal", std::string(5000, 'j'));
  CHECK(first_complaint(scratch.dir(), "a.db") == std::nullopt);
  CHECK(test::read_file(scratch.dir(), "a.db-wal") == std::string(5000, 'w'));
  CHECK(test::read_file(scratch.dir(), "a.db-journal") == std::string(5000, 'j'));
  CHECK(scratch.dir().list().entries.size() == 3);
}

TEST_CASE("rules that need another program's functions are left to it", "[sqlite][check]") {
  const test::Scratch scratch;
  make_database(scratch.dir(), "a.db");
  Database database(scratch.dir().path_of("a.db"), Access::write);
  database.execute(
      "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET "
      "sql='CREATE TABLE t(i INTEGER PRIMARY KEY, s TEXT NOT NULL CHECK(lab(s)))'");
  CHECK(first_complaint(scratch.dir(), "a.db") == std::nullopt);
}

TEST_CASE("a file that is not there is an error", "[sqlite][check]") {
  const test::Scratch scratch;
  CHECK_THROWS_AS(first_complaint(scratch.dir(), "none.db"), Error);
  CHECK_THROWS_AS(first_complaint(scratch.dir(), "../none.db"), Error);
}
