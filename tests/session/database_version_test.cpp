#include "engine/session/database_version.h"

#include <catch2/catch.hpp>

using namespace smartsync;
using namespace smartsync::session;

// The texts are those that the states of earlier versions hold.
TEST_CASE("a database's version is kept as a text, and read again") {
  const DatabaseVersion rests{.change_counter = 5};
  CHECK(to_text(rests) == "counter 5");
  CHECK(parse_database_version("counter 5") == rests);
  CHECK_FALSE(rests.is_in_use());
  const DatabaseVersion in_use{.change_counter = 4'294'967'295,
                               .wal = {{.size = 4152, .modified = {1'700'000'000, 50}}},
                               .journal = {{.size = 1, .modified = {-1, 0}}}};
  CHECK(to_text(in_use) == "counter 4294967295, wal 4152 1700000000.50, journal 1 -1.0");
  CHECK(parse_database_version(to_text(in_use)) == in_use);
  CHECK(in_use.is_in_use());
  CHECK(parse_database_version("counter 1, journal 8 2.0")->journal->size == 8);
}

TEST_CASE("what is no database's version is not taken for one") {
  for (const char* text :
       {"", "counter", "counter ", "counter x", "counter -1", "counter 4294967296", "counter 01",
        "counter 1,", "counter 1 ", "counter 1, wal", "counter 1, wal 5", "counter 1, wal 5 6",
        "counter 1, wal 5 6.", "counter 1, wal 5 6.0, wal 5 6.0", "counter 1, wal 5 6.99999999999",
        "counter 1, wal -5 6.0", "counter 1, journal 1 1.0, wal 1 1.0", "wal 3", "counter 1\n"})
    CHECK_FALSE(parse_database_version(text));
}
