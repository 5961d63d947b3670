#include <catch2/catch.hpp>

#include "engine/session/session.h"
#include "engine/sqlite/connection.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("a journal that a transaction left when it ended keeps no staging copy") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  {
    sqlite::Database database(shop.staging() + "/lab.db", sqlite::Database::Access::create);
    database.execute("PRAGMA journal_mode=PERSIST; CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  }
  REQUIRE(shop.scratch.dir().stat("loc/lab.db-journal")->size > 0);
  SessionOptions options;
  options.local = shop.staging();
  CHECK(finish(options, shop.told).code == ExitCode::ok);
  CHECK(shop.scratch.dir().stat("net/lab.db"));
  CHECK_FALSE(shop.scratch.dir().stat("net/lab.db-journal"));
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
}
