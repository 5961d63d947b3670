#include "engine/session/steps.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/session/files/changed_meanwhile.h"
#include "engine/session/patch/journal.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/snapshot.h"
#include "engine/session/spelling.h"
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

// A filesystem that knows both names apart carries it out as well.
TEST_CASE("a name gets its other case, and nothing else") {
  StagedProject shop;
  shop.write("loc/folder/name", "1");
  shop.write("net/other", "2");
  const fs::Dir root = shop.scratch.dir();
  const Trees trees{root.open_dir("loc"), root.open_dir("net")};
  const fs::Dir folder = trees.local.open_dir("folder");
  Snapshots found;
  found.local.nodes["folder"] = make_node(*trees.local.stat("folder"), trees.local, "folder");
  found.local.nodes["folder/NAME"] = make_node(*folder.stat("name"), folder, "name");
  Trash local_trash(trees.local, {});
  Trash network_trash(trees.network, {});
  const Steps steps(trees, found, local_trash, network_trash);
  const auto names = [&folder] {
    std::set<std::string> all;
    for (const fs::Listed& listed : folder.list().entries) all.insert(listed.name);
    return all;
  };
  using Names = std::set<std::string>;

  SECTION("at once") {
    steps.respell(Side::local, "folder/name", "folder/NAME");
    CHECK(names() == Names{"NAME"});
  }
  SECTION("where a run was killed on the way") {
    folder.rename("name", folder, name_between("NAME"));
    steps.respell(Side::local, "folder/" + name_between("NAME"), "folder/NAME");
    CHECK(names() == Names{"NAME"});
  }
  SECTION("unless it is something else by now") {
    shop.write("loc/folder/name", "changed");
    CHECK_THROWS_AS(steps.respell(Side::local, "folder/name", "folder/NAME"), ChangedMeanwhile);
    CHECK(names() == Names{"name"});
  }
  SECTION("unless the name on the way is taken") {
    shop.write("loc/folder/" + name_between("NAME"), "?");
    CHECK_THROWS_AS(steps.respell(Side::local, "folder/name", "folder/NAME"), ChangedMeanwhile);
    CHECK(names() == Names{"name", name_between("NAME")});
  }
  SECTION("unless somebody changes a file where it lies, whose journal knows it by its name") {
    const std::string journal = journal_name("folder/name");
    shop.write("loc/" + std::string(journal_directory) + "/" + journal, "not complete yet");
    CHECK_THROWS_AS(steps.respell(Side::local, "folder/name", "folder/NAME"), ChangedMeanwhile);
    CHECK(names() == Names{"name"});
  }
  SECTION("unless it is a database in use") {
    found.local.nodes["folder/NAME"].database.emplace();
    shop.write("loc/folder/name-wal", "something");
    CHECK_THROWS_WITH(steps.respell(Side::local, "folder/name", "folder/NAME"),
                      Catch::Contains("is in use there"));
    CHECK(names() == Names{"name", "name-wal"});
  }
}
