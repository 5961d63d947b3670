#include "engine/session/apply.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/fs/name.h"
#include "tests/session/another_user.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::test;

namespace {

// A file on both sides, changed on both since: what is here loses.
struct LostConflict {
  explicit LostConflict(OnConflict policy) {
    shop.write("net/f.txt", "old");
    shop.init();
    shop.write("net/f.txt", "theirs");
    shop.write("loc/f.txt", "mine");
    shop.age("loc/f.txt", 1'700'000'000);
    shop.defaults.on_conflict = policy;
  }
  std::vector<std::string> names(const std::string& directory) const {
    std::vector<std::string> found;
    for (const fs::Listed& entry : shop.scratch.dir().open_dir(directory).list().entries)
      if (!entry.name.starts_with(".s")) found.push_back(entry.name);
    std::ranges::sort(found);
    return found;
  }

  StagedProject shop;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a loser has its name until the winner is complete") {
  const OnConflict policy = GENERATE(OnConflict::keep_both, OnConflict::network);
  LostConflict lost(policy);
  StagedProject& shop = lost.shop;
  bool looked = false;
  shop.on_progress = [&] {
    if (looked) return;
    looked = true;
    CHECK(shop.read("loc/f.txt") == "mine");
    CHECK_FALSE(shop.scratch.dir().stat("loc/.smartsync/trash"));
  };
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(looked);
  CHECK(shop.read("loc/f.txt") == "theirs");
  CHECK(lost.names("loc").size() == (policy == OnConflict::keep_both ? 2u : 1u));
  CHECK(lost.names("loc") == lost.names("net"));
}

TEST_CASE("a loser whose winner cannot be read stays under its name") {
  LostConflict lost(GENERATE(OnConflict::keep_both, OnConflict::network));
  StagedProject& shop = lost.shop;
  shop.after_plan = [&] { shop.remove("net/f.txt"); };
  CHECK(shop.go(Direction::pull).code == ExitCode::partial);
  CHECK(shop.told.errors.size() == 1);
  CHECK(shop.told.done_paths.empty());
  CHECK(shop.read("loc/f.txt") == "mine");
  CHECK(lost.names("loc") == Names{"f.txt"});
  CHECK(lost.names("net").empty());
  CHECK_FALSE(shop.scratch.dir().stat("loc/.smartsync/trash"));
}

TEST_CASE("a loser on the network has its name until the winner is complete") {
  StagedProject shop;
  shop.write("net/f.txt", "old");
  shop.init();
  shop.write("loc/f.txt", "mine");
  shop.write("net/f.txt", "theirs");
  shop.age("net/f.txt", 1'700'000'000);
  shop.defaults.on_conflict = GENERATE(OnConflict::keep_both, OnConflict::local);
  bool looked = false;
  shop.on_progress = [&] {
    if (!looked) CHECK(shop.read("net/f.txt") == "theirs");
    looked = true;
  };
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(looked);
  CHECK(shop.read("net/f.txt") == "mine");
}

TEST_CASE("a loser that somebody changes while the winner comes is left alone") {
  LostConflict lost(GENERATE(OnConflict::keep_both, OnConflict::network));
  StagedProject& shop = lost.shop;
  shop.on_progress = [&] { shop.write("loc/f.txt", "mine, and newer"); };
  CHECK(shop.go(Direction::pull).code == ExitCode::partial);
  CHECK(shop.read("loc/f.txt") == "mine, and newer");
  CHECK(shop.read("net/f.txt") == "theirs");
  CHECK(lost.names("loc") == Names{"f.txt"});
}

// Such a file comes later than others (docs/databases.md), and the loser gives way only then.
TEST_CASE("both versions of a file that is called like a part of a database are kept") {
  StagedProject shop;
  shop.write("net/f.db-wal", "old");
  shop.init();
  const bool mine_is_newer = GENERATE(true, false);
  shop.write("net/f.db-wal", "theirs");
  shop.write("loc/f.db-wal", "mine");
  shop.age(mine_is_newer ? "net/f.db-wal" : "loc/f.db-wal", 1'700'000'000);
  CHECK(shop.go(GENERATE(Direction::pull, Direction::push, Direction::both)).code == ExitCode::ok);
  REQUIRE(shop.told.conflicts.size() == 1);
  const Conflict& conflict = shop.told.conflicts[0];
  CHECK(conflict.settled);
  for (const std::string side : {"loc/", "net/"}) {
    CHECK(shop.read(side + "f.db-wal") == (mine_is_newer ? "mine" : "theirs"));
    CHECK(shop.read(side + conflict.set_aside) == (mine_is_newer ? "theirs" : "mine"));
  }
}

TEST_CASE("what is replaced by something of another kind has its name until that is there") {
  StagedProject shop;
  shop.write("net/place", "a file");
  shop.init();
  SECTION("a file by a directory that is gone") {
    shop.remove("net/place");
    shop.write("net/place/inner", "x");
    shop.after_plan = [&] {
      shop.remove("net/place/inner");
      shop.scratch.dir().open_dir("net").remove_dir("place");
    };
    CHECK(shop.go(Direction::pull).code == ExitCode::partial);
    CHECK(shop.read("loc/place") == "a file");
  }
  SECTION("a file by a directory") {
    shop.remove("net/place");
    shop.write("net/place/inner", "x");
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    CHECK(shop.read("loc/place/inner") == "x");
    CHECK(shop.go(Direction::both).counts.files == 0);
  }
  SECTION("a file by a link, and the link by a file") {
    if (fs::refuse_name("a:b")) return;  // Windows: symlinks need a privilege
    shop.remove("net/place");
    shop.scratch.dir().open_dir("net").make_symlink("elsewhere", "place");
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    CHECK(shop.scratch.dir().open_dir("loc").read_link("place") == "elsewhere");
    shop.write("net/place", "a file again");
    shop.on_progress = [&] {
      if (shop.told.done_paths.empty())
        CHECK(shop.scratch.dir().open_dir("loc").read_link("place") == "elsewhere");
    };
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    CHECK(shop.read("loc/place") == "a file again");
    CHECK(shop.go(Direction::both).counts.files == 0);
  }
  SECTION("a directory by a file that is gone") {
    shop.write("net/folder/inner", "x");
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    shop.remove("net/folder/inner");
    shop.scratch.dir().open_dir("net").remove_dir("folder");
    shop.write("net/folder", "a file");
    shop.after_plan = [&] { shop.remove("net/folder"); };
    CHECK(shop.go(Direction::pull).code == ExitCode::partial);
    CHECK(shop.scratch.dir().open_dir("loc").open_dir_if_exists("folder"));
    shop.after_plan = {};
    shop.write("net/folder", "a file");
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    CHECK(shop.read("loc/folder") == "a file");
  }
}

TEST_CASE("folders that their owner may not change arrive so, and are changed all the same") {
  StagedProject shop;
  shop.scratch.dir().set_permissions("", 0777);
  shop.scratch.dir().set_permissions("net", 0777);
  const AnotherUser somebody;
  if (!somebody.is_one()) return;
  const auto permissions = [&](const std::string& path) {
    return shop.scratch.dir().stat(path)->permissions;
  };
  const auto set = [&](std::uint16_t to) {
    shop.scratch.dir().open_dir("net").set_permissions("d", to | 0700);
    shop.scratch.dir().open_dir("net/d").set_permissions("e", to);
    shop.scratch.dir().open_dir("net").set_permissions("d", to);
  };
  shop.write("net/d/e/f", "old");
  shop.write("net/d/gone", "g");
  set(0555);
  shop.init();
  CHECK(permissions("loc/d") == 0555);
  CHECK(permissions("loc/d/e") == 0555);
  CHECK(shop.go(Direction::both).counts.files == 0);
  CHECK(shop.told.plan.actions.empty());

  set(0755);
  shop.write("net/d/e/f", "new");
  shop.write("net/d/more", "m");
  shop.remove("net/d/gone");
  SECTION("they are closed again") {
    set(0555);
  }
  SECTION("they are left open") {}
  SECTION("others are closed") {
    set(0511);
  }
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(shop.read("loc/d/e/f") == "new");
  CHECK(shop.read("loc/d/more") == "m");
  CHECK_FALSE(shop.read("loc/d/gone"));
  CHECK(permissions("loc/d") == permissions("net/d"));
  CHECK(permissions("loc/d/e") == permissions("net/d/e"));
  CHECK(shop.go(Direction::both).code == ExitCode::ok);
  CHECK(shop.told.plan.actions.empty());
  SessionOptions options;
  options.local = shop.staging();
  CHECK(finish(options, shop.told).code == ExitCode::ok);
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
  set(0755);
}

// It tells that what is made in a folder belongs to a group.
TEST_CASE("a folder keeps its setgid bit when it gets permissions") {
  StagedProject shop;
  if (fs::refuse_name("a:b")) return;  // Windows has none
  shop.write("net/d/f", "f");
  shop.init();
  shop.scratch.dir().open_dir("net").set_permissions("d", 02755);
  shop.scratch.dir().open_dir("loc").set_permissions("d", 0775);
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(shop.scratch.dir().stat("net/d")->permissions == 02775);
}
