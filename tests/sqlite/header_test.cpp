#include "engine/sqlite/header.h"

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;

namespace {

using Bytes = std::array<std::byte, header_size>;

Bytes bytes_of(const fs::File& file) {
  Bytes bytes{};
  REQUIRE(file.read(0, bytes) == bytes.size());
  return bytes;
}

// The header of a new database with a table, and the size of its file.
struct Made {
  Bytes bytes;
  std::uint64_t size;
};
Made make(const std::string& pragmas) {
  const test::Scratch scratch;
  Database(scratch.dir().path_of("a.db"), Database::Access::create)
      .execute(pragmas + "; CREATE TABLE t(i)");
  const fs::File file = scratch.dir().open_read("a.db");
  return {bytes_of(file), file.stat().size};
}

Bytes with(Bytes bytes, std::size_t at, unsigned value) {
  bytes[at] = static_cast<std::byte>(value);
  return bytes;
}

}  // namespace

TEST_CASE("a header tells page size, pages, changes and mode", "[sqlite][header]") {
  for (const std::uint32_t page_size : {512U, 4096U, 65536U}) {
    const Made made = make("PRAGMA page_size=" + std::to_string(page_size));
    const std::optional<Header> header = parse_header(made.bytes);
    REQUIRE(header);
    CHECK(header->page_size == page_size);
    CHECK(smartsync::sqlite::page_size(made.bytes) == page_size);
    CHECK(header->page_count == 2);
    CHECK(std::uint64_t{header->page_count} * page_size == made.size);
    CHECK_FALSE(header->wal);
  }
  const std::optional<Header> wal = parse_header(make("PRAGMA journal_mode=WAL").bytes);
  REQUIRE(wal);
  CHECK(wal->wal);
}

TEST_CASE("the change counter grows with a transaction", "[sqlite][header]") {
  const test::Scratch scratch;
  Database database(scratch.dir().path_of("a.db"), Database::Access::create);
  database.execute("CREATE TABLE t(i)");
  const auto counter = [&] { return read_header(scratch.dir().open_read("a.db"))->change_counter; };
  const std::uint32_t before = counter();
  database.execute("INSERT INTO t VALUES (1)");
  CHECK(counter() == before + 1);
}

TEST_CASE("a page count that an old SQLite did not keep up is not believed", "[sqlite][header]") {
  const Bytes bytes = make("").bytes;
  const std::optional<Header> header = parse_header(with(bytes, 27, 77));
  REQUIRE(header);
  CHECK(header->change_counter == 77);
  CHECK(header->page_count == 0);
}

TEST_CASE("what is no database is told apart", "[sqlite][header]") {
  const Bytes good = make("").bytes;
  REQUIRE(parse_header(good));
  CHECK_FALSE(parse_header({}));
  CHECK(page_size(std::span(good).first(99)) == 0);
  CHECK_FALSE(parse_header(std::span(good).first(99)));
  CHECK_FALSE(parse_header(with(good, 0, 's')));
  CHECK_FALSE(parse_header(with(good, 15, 1)));
  CHECK_FALSE(parse_header(with(with(good, 16, 0), 17, 0)));  // page size 0
  CHECK_FALSE(parse_header(with(with(good, 16, 1), 17, 0)));  // 256
  CHECK_FALSE(parse_header(with(with(good, 16, 3), 17, 0)));  // 768
  CHECK_FALSE(parse_header(with(good, 19, 0)));               // read version
  CHECK_FALSE(parse_header(with(good, 19, 3)));
  CHECK_FALSE(parse_header(with(good, 21, 63)));                            // fractions
  CHECK_FALSE(parse_header(with(with(with(good, 16, 2), 17, 0), 20, 33)));  // 479 usable bytes
  CHECK(parse_header(with(with(with(good, 16, 2), 17, 0), 20, 32)));
}

TEST_CASE("a write version that is unknown is no write-ahead log", "[sqlite][header]") {
  const Bytes wal = make("PRAGMA journal_mode=WAL").bytes;
  const std::optional<Header> header = parse_header(with(wal, 18, 1));
  REQUIRE(header);
  CHECK_FALSE(header->wal);
}

TEST_CASE("a short file has no header", "[sqlite][header]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "short", "SQLite format 3");
  CHECK_FALSE(read_header(scratch.dir().open_read("short")));
  test::write_file(scratch.dir(), "empty", "");
  CHECK_FALSE(read_header(scratch.dir().open_read("empty")));
}
