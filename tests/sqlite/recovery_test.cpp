#include "engine/sqlite/recovery.h"

#include <array>
#include <catch2/catch.hpp>

#include "engine/sqlite/header.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::sqlite;

TEST_CASE("a transaction that did not end is rolled back", "[sqlite][recovery]") {
  const test::Scratch scratch;
  test::make_hot_journal(scratch.dir(), "a.db", 30);
  recover(scratch.dir(), "a.db", "the database");
  CHECK(test::entries_of(scratch.dir(), "a.db") == 30);
  CHECK(scratch.dir().list().entries.size() == 1);
}

TEST_CASE("what is in the -wal gets into the database", "[sqlite][recovery]") {
  const test::Scratch scratch;
  test::make_live_wal(scratch.dir(), "a.db", 30);
  recover(scratch.dir(), "a.db", "the database");
  CHECK(test::entries_of(scratch.dir(), "a.db") == 30);
  CHECK(scratch.dir().list().entries.size() == 1);
  CHECK(read_header(scratch.dir().open_read("a.db"))->wal);  // the mode is the database's own
}

TEST_CASE("a -wal that was cut ends with its last whole transaction", "[sqlite][recovery]") {
  const test::Scratch scratch;
  test::make_live_wal(scratch.dir(), "a.db", 30);
  const std::uint64_t size = scratch.dir().stat("a.db-wal")->size;
  scratch.dir().open_write("a.db-wal").truncate(size - 5000);
  recover(scratch.dir(), "a.db", "the database");
  CHECK(test::entries_of(scratch.dir(), "a.db") == 29);
}

TEST_CASE("a journal that names another file is refused", "[sqlite][recovery]") {
  const test::Scratch scratch;
  test::make_hot_journal(scratch.dir(), "a.db", 3);
  const std::string before = test::read_file(scratch.dir(), "a.db");
  test::write_file(scratch.dir(), "victim", "no list of journals");
  // https://sqlite.org/fileformat.html, 3: the name, its length, the sum of its bytes, the magic.
  const std::string name = scratch.dir().path_of("victim");
  unsigned sum = 0;
  for (const char c : name) sum += static_cast<unsigned>(static_cast<signed char>(c));
  const auto number = [](std::size_t value) {
    std::string bytes(4, '\0');
    for (int i = 3; i >= 0; --i, value >>= 8U)
      bytes[static_cast<std::size_t>(i)] = static_cast<char>(value & 0xffU);
    return bytes;
  };
  const std::string end =
      number(0) + name + number(name.size()) + number(sum) + "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  scratch.dir()
      .open_write("a.db-journal")
      .write(scratch.dir().stat("a.db-journal")->size, std::as_bytes(std::span(end)));
  CHECK_THROWS_WITH(recover(scratch.dir(), "a.db", "/x/a.db"),
                    Catch::Contains("/x/a.db") && Catch::Contains("several databases"));
  CHECK(test::read_file(scratch.dir(), "a.db") == before);
  CHECK(scratch.dir().stat("victim"));
}

TEST_CASE("what SQLite cannot recover is told by the name that was given", "[sqlite][recovery]") {
  const test::Scratch scratch;
  test::make_live_wal(scratch.dir(), "a.db", 3);
  scratch.dir().open_write("a.db").write(0, std::as_bytes(std::span("no database at all")));
  scratch.dir().open_write("a.db-wal").truncate(100);
  CHECK_THROWS_WITH(recover(scratch.dir(), "a.db", "/x/a.db"), Catch::Contains("\"/x/a.db\""));
}
