#include "engine/session/open_session.h"

#include <catch2/catch.hpp>

#include "engine/session/marker.h"
#include "tests/session/another_user.h"
#include "tests/session/journals.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::test;

namespace {

SessionOptions options_for(const StagedProject& shop) {
  SessionOptions options = shop.defaults;
  options.local = shop.staging();
  return options;
}

template <typename Call>
Ended end_of(Call call) {
  try {
    (void)call();
  } catch (const Ended& ended) {
    return ended;
  }
  return {ExitCode::ok, "it did not end"};
}

}  // namespace

TEST_CASE("a session opens with both trees, a lease, and what was begun finished") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const fs::Dir work = shop.scratch.dir().open_dir("loc/" + std::string(work_directory));
  put(work, "left over", bytes_of("by a killed run"));
  const OpenSession session = open_session(open_state(options.local), options, shop.told);
  CHECK(session.trees.network.stat("file"));
  CHECK(session.trees.local.stat("file"));
  CHECK(session.lease);
  CHECK(session.is_network_there());
  CHECK_FALSE(session.other_machines);
  CHECK_FALSE(work.stat("left over"));
}

TEST_CASE("one person on one machine is told once, with the first of the times") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const fs::Dir leases = sync::make_dirs(shop.scratch.dir(), "net/" + std::string(lease_directory));
  for (std::int64_t i = 0; i < 4; ++i)
    put(leases, std::to_string(i) + ".json",
        bytes_of(format_lease({"anna", i < 3 ? "lab" : "office", {1'000'000'000 - i, 0}})));
  const SessionOptions options = options_for(shop);
  const OpenSession session = open_session(open_state(options.local), options, shop.told);
  CHECK(shop.told.others == std::vector<std::string>{"lab", "office"});
  CHECK(session.other_machines);
}

TEST_CASE("a network that may not be written to leaves no staging copy") {
  StagedProject shop;
  shop.write("net/file", "x");
  shop.scratch.dir().set_permissions("", 0777);
  const AnotherUser somebody;
  if (!somebody.is_one()) return;
  const Ended ended = end_of([&] { return shop.init(); });
  CHECK(ended.code == ExitCode::partial);
  CHECK(ended.sentence.find("net\" cannot be written to: ") != std::string::npos);
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
}

TEST_CASE("a folder within a staging copy is none, and becomes none") {
  StagedProject shop;
  shop.write("net/d/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const Ended pushed = end_of([&] { return shop.go(Direction::push, "loc/d"); });
  CHECK(pushed.code == ExitCode::usage);
  CHECK(pushed.sentence.find("lies in the staging copy \"" + shop.staging() + "\"") !=
        std::string::npos);
  const Ended begun = end_of([&] { return shop.init("loc/d/e"); });
  CHECK(begun.code == ExitCode::usage);
  CHECK(begun.sentence.find("lies in the staging copy") != std::string::npos);
  CHECK_FALSE(shop.scratch.dir().stat("loc/d/e"));
}

TEST_CASE("a marker or a state that is none is said to be damaged, with what to do") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const auto is_damage = [](const Ended& ended) {
    CHECK(ended.code == ExitCode::damaged);
    CHECK(ended.sentence.find("\"smartsync init\"") != std::string::npos);
  };
  SECTION("the marker") {
    shop.write("net/.smartsync/project", "something else");
    is_damage(end_of([&] { return shop.go(Direction::pull); }));
    is_damage(end_of([&] { return shop.init(); }));
    shop.remove("net/.smartsync/project");
  }
  SECTION("a folder in the state's place") {
    shop.remove("loc/.smartsync/state.db");
    shop.scratch.dir().open_dir("loc/.smartsync").make_dir("state.db", 0755);
    is_damage(end_of([&] { return shop.go(Direction::pull); }));
    shop.scratch.dir().open_dir("loc/.smartsync").remove_dir("state.db");
  }
  SECTION("an empty state") {
    shop.write("loc/.smartsync/state.db", "");
    is_damage(end_of([&] { return shop.go(Direction::pull); }));
  }
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.go(Direction::both).counts.files == 0);
}

TEST_CASE("a dry run takes no lease and leaves what was begun") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  SessionOptions options = options_for(shop);
  options.dry_run = true;
  const fs::Dir work = shop.scratch.dir().open_dir("loc/" + std::string(work_directory));
  put(work, "left over", bytes_of("by a killed run"));
  const OpenSession session = open_session(open_state(options.local), options, shop.told);
  CHECK_FALSE(session.lease);
  CHECK(work.stat("left over"));
}

TEST_CASE("a directory without a state is no staging copy, one in use waits") {
  StagedProject shop;
  CHECK(end_of([&] { return open_state(shop.staging("nowhere")); }).code == ExitCode::usage);
  shop.scratch.dir().make_dir("plain", 0755);
  CHECK(end_of([&] { return open_state(shop.staging("plain")); }).code == ExitCode::usage);
}

TEST_CASE("a damaged state is said to be damaged") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  shop.write("loc/.smartsync/state.db", "no state at all, but long enough to be looked at");
  CHECK(end_of([&] { return open_state(shop.staging()); }).code == ExitCode::damaged);
}

TEST_CASE("the drive is told from another project, an empty folder and none at all") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const auto open = [&] { return open_session(open_state(options.local), options, shop.told); };
  shop.scratch.dir().rename("net", shop.scratch.dir(), "away");
  CHECK(end_of(open).code == ExitCode::unreachable);
  shop.scratch.dir().make_dir("net", 0755);
  CHECK(end_of(open).sentence.find("is not connected") != std::string::npos);
  (void)claim_marker(shop.scratch.dir().open_dir("net"), new_project_id());
  CHECK(end_of(open).sentence.find("is another project") != std::string::npos);
  CHECK(shop.read("loc/file") == "x");
}

TEST_CASE("who connects with an emptied folder is told how to begin anew") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  shop.scratch.dir().rename("net", shop.scratch.dir(), "away");
  shop.scratch.dir().make_dir("net", 0755);
  const Ended ended = end_of([&] { return shop.init(); });
  CHECK(ended.code == ExitCode::unreachable);
  CHECK(ended.sentence.find("remove .smartsync/state.db") != std::string::npos);
  shop.remove("loc/.smartsync/state.db");
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(shop.read("net/file") == "x");
}

TEST_CASE("a staging copy is connected with its own project alone") {
  StagedProject shop;
  shop.write("net/file", "x");
  shop.write("other/file", "y");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const auto join = [&](const std::string& to, Renew renew) {
    return end_of(
               [&] { return connect(shop.scratch.path() + "/" + to, options, renew, shop.told); })
        .code;
  };
  CHECK(join("net", Renew::no) == ExitCode::ok);
  CHECK(join("nowhere", Renew::yes) == ExitCode::unreachable);
  CHECK(join("other", Renew::yes) == ExitCode::usage);
  (void)claim_marker(shop.scratch.dir().open_dir("other"), new_project_id());
  CHECK(join("other", Renew::yes) == ExitCode::usage);
}

TEST_CASE("a dry run connects nothing") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  shop.remove("net/.smartsync/project");
  shop.defaults.dry_run = true;
  const auto base_size = [&] { return open_state(shop.staging()).load_base().size(); };

  SECTION("what is known gets no marker, and is compared with the last sync") {
    shop.write("net/file", "other");
    CHECK(shop.init().code == ExitCode::ok);
    REQUIRE(shop.told.plan.actions.size() == 1);
    CHECK(shop.told.plan.conflicts.empty());
    CHECK_FALSE(shop.scratch.dir().stat("net/.smartsync/project"));
  }
  SECTION("where nothing of it is left, what was agreed about is not forgotten") {
    shop.remove("net/file");
    shop.write("net/stranger", "y");
    CHECK(shop.init().code == ExitCode::ok);
    REQUIRE(shop.told.plan.actions.size() == 1);
    CHECK(shop.told.plan.actions[0].path == "stranger");
    CHECK_FALSE(shop.scratch.dir().stat("net/.smartsync/project"));
  }
  CHECK(base_size() == 1);
}

TEST_CASE("a folder that is not known to be the project is not remembered") {
  StagedProject shop;
  shop.write("net/file", "x");
  shop.write("other/file", "y");
  REQUIRE(shop.init().code == ExitCode::ok);
  SessionOptions options = options_for(shop);
  const std::string other = shop.scratch.path() + "/other";
  for (const bool dry_run : {true, false}) {
    options.dry_run = dry_run;
    for (const auto step : {pre_step, post_step})
      CHECK(end_of([&] { return step(other, options, shop.told); }).code == ExitCode::unreachable);
  }
  shop.write("net/file", "new");
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(shop.read("loc/file") == "new");
}
