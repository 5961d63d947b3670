#include "engine/session/steps.h"

#include <catch2/catch.hpp>

#include "tests/session/another_user.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::test;

// Somebody else's file that everybody may write to: its time and permissions are its owner's to
// set.
TEST_CASE("what another user owns keeps its time and permissions, and is agreed about") {
  StagedProject shop;
  std::string content;
  for (std::int64_t i = 0; i < 200'000; ++i) content += std::to_string(i * 7919) + ",";
  shop.write("net/small", "s");
  shop.write("net/large", content);
  for (const char* path : {"net/small", "net/large"})
    shop.scratch.dir().open_write(path).set_permissions(0666);
  shop.scratch.dir().set_permissions("", 0777);
  shop.scratch.dir().set_permissions("net", 0777);
  const AnotherUser somebody;
  if (!somebody.is_one()) return;
  shop.init();

  SECTION("a time alone") {
    const auto before = shop.scratch.dir().stat("net/small");
    shop.age("loc/small", 1'700'000'000);
    CHECK(shop.go(Direction::push).code == ExitCode::ok);
    CHECK(shop.scratch.dir().stat("net/small")->modified == before->modified);
  }
  SECTION("content that is written where it lies") {
    shop.scratch.dir().open_write("loc/large").write(5000, std::as_bytes(std::span("new", 3)));
    content.replace(5000, 3, "new");
    shop.age("loc/large", 1'700'000'000);
    shop.defaults.delivery.way = PatchWay::journal;
    CHECK(shop.go(Direction::push).code == ExitCode::ok);
    CHECK((shop.read("net/large") == content));
    CHECK(shop.scratch.dir().open_dir("net/.smartsync/journal").list().entries.empty());
  }
  REQUIRE(shop.told.notices.size() == 1);
  CHECK(shop.told.notices[0].find("could not be set: another user owns it") != std::string::npos);
  CHECK(shop.go(Direction::both).code == ExitCode::ok);
  CHECK(shop.told.plan.actions.empty());
  CHECK(shop.told.notices.empty());
}
