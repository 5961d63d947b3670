// A project that has nothing yet, and a staging copy that has nothing any more.
#include <catch2/catch.hpp>

#include "engine/session/session.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

Ended ending_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Ended& ended) {
    return ended;
  }
  return {ExitCode::ok, "it did not end"};
}

SessionOptions local_options(const StagedProject& shop) {
  SessionOptions options;
  options.local = shop.staging();
  return options;
}

// A step delivers into the folder in which the drive appears afterwards, with something in it.
void begin_without_the_drive(StagedProject& shop, const SessionOptions& options) {
  pre_step(shop.net(), options, shop.told);
  shop.write("loc/result", "r");
  post_step(shop.net(), options, shop.told);
  shop.scratch.dir().rename("net", shop.scratch.dir(), "beneath");
  shop.write("net/old", "o");
}

void remove_files_in(const StagedProject& shop, const std::string& root) {
  const fs::Dir dir = shop.scratch.dir().open_dir(root);
  for (const fs::Listed& entry : dir.list().entries)
    if (entry.stat.type == fs::FileType::regular) dir.remove_file(entry.name);
}

}  // namespace

TEST_CASE("a step's first results are delivered to a project that was empty before it") {
  StagedProject shop;
  const SessionOptions options = local_options(shop);
  CHECK(pre_step(shop.net(), options, shop.told).code == ExitCode::ok);
  REQUIRE(shop.told.notices.size() == 1);
  CHECK(shop.told.notices[0].starts_with("\"" + shop.net() + "\" is empty"));
  CHECK(shop.told.notices[0].find("a new project begins there") != std::string::npos);
  CHECK(shop.told.notices[0].ends_with("the drive is not connected"));
  shop.write("loc/result", "r");
  SECTION("which is still the same") {
    CHECK(post_step(shop.net(), options, shop.told).code == ExitCode::ok);
    REQUIRE(shop.told.notices.size() == 2);
    CHECK(shop.told.notices[1].find("the first results go there") != std::string::npos);
    CHECK(shop.read("net/result") == "r");
    CHECK(pre_step(shop.net(), options, shop.told).code == ExitCode::ok);
    CHECK(shop.read("loc/result") == "r");
    CHECK(shop.told.notices.size() == 2);
  }
  SECTION("not to an empty folder in its place") {
    shop.scratch.dir().rename("net", shop.scratch.dir(), "elsewhere");
    shop.scratch.dir().make_dir("net", 0755);
    for (const auto step : {pre_step, post_step})
      CHECK(ending_of([&] { step(shop.net(), options, shop.told); }).code == ExitCode::unreachable);
    CHECK(shop.scratch.dir().open_dir("net").list().entries.empty());
    CHECK(shop.read("loc/result") == "r");
  }
}

TEST_CASE("results that met no project are not delivered to an empty folder unless one is begun") {
  StagedProject shop;
  SessionOptions options = local_options(shop);
  shop.write("loc/result", "r");
  for (const bool dry_run : {true, false}) {
    options.dry_run = dry_run;
    for (const auto step : {pre_step, post_step}) {
      const Ended ended = ending_of([&] { step(shop.net(), options, shop.told); });
      CHECK(ended.code == ExitCode::unreachable);
      CHECK(ended.sentence.find("run \"smartsync init\"") != std::string::npos);
    }
  }
  CHECK(shop.scratch.dir().open_dir("net").list().entries.empty());
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(post_step(shop.net(), options, shop.told).code == ExitCode::ok);
  CHECK(shop.read("net/result") == "r");
}

TEST_CASE("what was begun where the drive was not connected deletes nothing when it is") {
  StagedProject shop;
  const SessionOptions options = local_options(shop);
  begin_without_the_drive(shop, options);
  CHECK(ending_of([&] { pre_step(shop.net(), options, shop.told); }).code == ExitCode::unreachable);
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.read("loc/result") == "r");
  CHECK(shop.read("loc/old") == "o");
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(shop.read("net/result") == "r");
}

TEST_CASE("a project that appears where another was begun without the drive loses nothing") {
  StagedProject shop;
  const SessionOptions options = local_options(shop);
  begin_without_the_drive(shop, options);
  shop.init("another machine's");
  for (const auto step : {pre_step, post_step}) {
    const Ended ended = ending_of([&] { step(shop.net(), options, shop.told); });
    CHECK(ended.code == ExitCode::usage);
    CHECK(ended.sentence.find("remove .smartsync/state.db") != std::string::npos);
  }
  const Ended ended = ending_of([&] { shop.go(Direction::push); });
  CHECK(ended.sentence.find("remove .smartsync/state.db") != std::string::npos);
  shop.remove("loc/.smartsync/state.db");
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(post_step(shop.net(), options, shop.told).code == ExitCode::ok);
  for (const char* side : {"loc", "net"}) {
    CHECK(shop.read(side + std::string("/result")) == "r");
    CHECK(shop.read(side + std::string("/old")) == "o");
  }
}

TEST_CASE("a staging copy that was emptied is brought back by init") {
  StagedProject shop;
  for (int i = 0; i < 30; ++i) shop.write("net/" + std::to_string(i), std::to_string(i));
  shop.init();
  remove_files_in(shop, "loc");
  for (const Direction direction : {Direction::pull, Direction::push, Direction::both}) {
    const Ended ended = ending_of([&] { shop.go(direction); });
    CHECK(ended.code == ExitCode::partial);
    CHECK(
        ended.sentence.find("\"smartsync init\" with the two directories brings everything back") !=
        std::string::npos);
  }
  shop.defaults.dry_run = true;
  CHECK(shop.init().code == ExitCode::ok);
  CHECK_FALSE(shop.read("loc/3"));
  shop.defaults.dry_run = false;
  const Outcome outcome = shop.init();
  CHECK(outcome.code == ExitCode::ok);
  CHECK(outcome.counts.files == 30);
  CHECK(shop.read("loc/3") == "3");
  CHECK(shop.read("net/3") == "3");
  CHECK(shop.go(Direction::both).counts.deletions == 0);
}

TEST_CASE("deletions that are not meant are taken back without the state") {
  StagedProject shop;
  for (int i = 0; i < 40; ++i) shop.write("net/" + std::to_string(i), std::to_string(i));
  shop.init();
  for (int i = 0; i < 30; ++i) shop.remove("loc/" + std::to_string(i));
  const Ended ended = ending_of([&] { shop.go(Direction::push); });
  CHECK(ended.code == ExitCode::conflicts);
  CHECK(ended.sentence.find("remove .smartsync/state.db") != std::string::npos);
  shop.remove("loc/.smartsync/state.db");
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.read("loc/3") == "3");
  CHECK(shop.go(Direction::both).counts.deletions == 0);
  CHECK(shop.read("net/3") == "3");
}
