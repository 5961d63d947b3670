#include "engine/session/sync_log.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;

TEST_CASE("the log of a sync says what moved", "[session][sync_log]") {
  const test::Scratch scratch;
  SyncLog log;
  log.last_sync = {1'000'000'000, 0};
  log.operation = Operation::initial_sync;
  log.files = 12;
  log.deletions = 3;
  log.bytes = std::uint64_t{1} << 53;
  log.seconds = 1.23456;
  log.conflicts = 1;
  write_sync_log(scratch.dir(), log);
  CHECK(test::read_file(scratch.dir(), sync_log_name) == R"({
  "last_sync": "2001-09-09T01:46:40Z",
  "operation": "initial_sync",
  "direction": "network_to_local",
  "files": 12,
  "deletions": 3,
  "bytes": 9007199254740992,
  "seconds": 1.235,
  "conflicts": 1
}
)");
}

TEST_CASE("a log replaces the one before and leaves nothing else", "[session][sync_log]") {
  const test::Scratch scratch;
  for (const Operation operation : {Operation::incremental_sync, Operation::final_sync}) {
    SyncLog log;
    log.operation = operation;
    log.direction = LogDirection::local_to_network;
    write_sync_log(scratch.dir(), log);
    const auto json = nlohmann::json::parse(test::read_file(scratch.dir(), sync_log_name));
    CHECK(json["operation"] ==
          (operation == Operation::final_sync ? "final_sync" : "incremental_sync"));
    CHECK(json["direction"] == "local_to_network");
  }
  CHECK(scratch.dir().list().entries.size() == 2);
  CHECK(scratch.dir().open_dir(".smartsync").list().entries.empty());
}

TEST_CASE("a log that cannot be written is told", "[session][sync_log]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), ".smartsync", "no directory");
  CHECK_THROWS_WITH(write_sync_log(scratch.dir(), {}), Catch::Contains(".sync_log.json\""));
  CHECK_FALSE(scratch.dir().stat(sync_log_name));
}

TEST_CASE("a run whose log cannot be written carries out everything, and says so",
          "[session][sync_log]") {
  test::StagedProject shop;
  shop.write("net/a", "one");
  shop.init();
  shop.remove("loc/.sync_log.json");
  shop.write("loc/.sync_log.json/in the way", "");
  shop.write("loc/a", "two, by the step");
  CHECK(shop.go(Direction::push).code == ExitCode::partial);
  REQUIRE(shop.told.errors.size() == 1);
  CHECK(shop.told.errors[0].find("loc/.sync_log.json\"") != std::string::npos);
  CHECK(shop.read("net/a") == "two, by the step");
  const Outcome again = shop.go(Direction::push);
  CHECK(again.code == ExitCode::partial);
  CHECK(again.counts.files == 0);
}
