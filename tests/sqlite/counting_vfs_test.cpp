#include "engine/sqlite/counting_vfs.h"

#include <catch2/catch.hpp>

#include "engine/fs/activity.h"
#include "engine/sqlite/check.h"
#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sqlite;

TEST_CASE("each page that SQLite reads is a sign of life", "[sqlite]") {
  const test::Scratch scratch;
  {
    Database database(scratch.dir().path_of("a.db"), Database::Access::create);
    database.execute(
        "CREATE TABLE t(s); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "LIMIT 3000) INSERT INTO t SELECT hex(randomblob(100)) FROM n");
  }
  const std::uint64_t pages = scratch.dir().stat("a.db")->size / 4096;
  REQUIRE(pages > 100);
  const std::uint64_t before = fs::answered_requests.load();
  CHECK(first_complaint(scratch.dir(), "a.db") == std::nullopt);
  CHECK(fs::answered_requests.load() - before >= pages);
}
