#include <catch2/catch.hpp>

#include "engine/session/session.h"
#include "engine/sqlite/connection.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("what is new on the network alone is not brought over before the staging copy goes") {
  StagedProject shop;
  for (const char* path : {"net/changed", "net/deleted", "net/touched", "net/became/f"})
    shop.write(path, "old");
  shop.init();
  shop.write("net/new", std::string(100'000, 'n'));
  shop.write("net/folder/new", "n");
  shop.write("net/changed", "theirs");
  shop.remove("net/deleted");
  shop.write("net/touched", "theirs");
  shop.age("loc/touched", 1'700'000'000);
  shop.remove("net/became/f");
  shop.scratch.dir().open_dir("net").remove_dir("became");
  shop.write("net/became", "a file now");
  shop.write("loc/result", "r");
  SessionOptions options;
  options.local = shop.staging();
  SECTION("which a dry run tells") {
    options.dry_run = true;
    CHECK(finish(options, shop.told).code == ExitCode::ok);
    REQUIRE(shop.told.notices.size() == 1);
    CHECK(shop.told.notices[0].ends_with("loc\" would then be removed"));
    CHECK(shop.read("loc/changed") == "old");
    return;
  }
  CHECK(finish(options, shop.told).code == ExitCode::ok);
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
  CHECK(shop.read("net/result") == "r");
  CHECK(shop.read("net/changed") == "theirs");
  CHECK(shop.read("net/became") == "a file now");
  CHECK(shop.told.progressed < 100'000);
  // What somebody deleted there is in the trash, as ever.
  const auto runs = shop.scratch.dir().open_dir("net/.smartsync/trash").list().entries;
  REQUIRE(runs.size() == 1);
  const std::string rescued = "net/.smartsync/trash/" + runs[0].name;
  const auto inner = shop.scratch.dir().open_dir(rescued).list().entries;
  REQUIRE(inner.size() == 1);
  CHECK(shop.read(rescued + "/" + inner[0].name + "/deleted") == "old");
}

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

TEST_CASE("what does not travel keeps the staging copy, which a dry run tells") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.write("net/.smartsyncignore", "*.tmp\ncache/\n");
  shop.init();
  shop.write("loc/new", "n");
  shop.write("loc/d/x.tmp", "x");
  shop.write("loc/cache/c", "c");
  shop.write("loc/__pycache__/debris", "d");
  SessionOptions options;
  options.local = shop.staging();
  options.dry_run = true;
  shop.told = {};
  CHECK(finish(options, shop.told).code == ExitCode::partial);
  REQUIRE(shop.told.errors.size() == 1);
  CHECK(shop.told.errors[0].find("(and 2 more) is not on the network") != std::string::npos);
  CHECK(shop.told.notices.back().ends_with("would stay"));
  options.dry_run = false;
  try {
    finish(options, shop.told);
    FAIL("it was removed");
  } catch (const Ended& ended) {
    CHECK(ended.code == ExitCode::partial);
    CHECK(ended.sentence == shop.told.errors[0]);
  }
  CHECK(shop.read("net/new") == "n");
  shop.remove("loc/d/x.tmp");
  shop.remove("loc/cache/c");
  shop.scratch.dir().open_dir("loc").remove_dir("cache");
  CHECK(finish(options, shop.told).code == ExitCode::ok);
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
}
