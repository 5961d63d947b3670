// What a run that only looks tells.
#include <catch2/catch.hpp>

#include "engine/session/session.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Whatever it is asked, it says yes.
class Eager final : public SessionEvents {
 public:
  explicit Eager(Told& told) : told_(told) {}
  void scanned(std::uint64_t, std::uint64_t) override {}
  void other_session(const LeaseHolder&) override {}
  void planned(const Plan& plan) override { told_.planned(plan); }
  void done(const Action&, std::uint64_t) override {}
  void progress(std::uint64_t) override {}
  void conflict(const Conflict& conflict) override { told_.conflict(conflict); }
  OnConflict ask(const Conflict&, OnConflict, std::size_t) override {
    ++asked;
    return OnConflict::network;
  }
  bool ask_mass_deletion(Side, std::size_t, std::size_t) override {
    ++asked;
    return true;
  }
  void notice(const std::string&) override {}
  void detail(const std::string&) override {}
  void error(const std::string& sentence) override { told_.error(sentence); }
  void abandon(const std::string&) override {}

  int asked = 0;

 private:
  Told& told_;
};

}  // namespace

TEST_CASE("who only looks is asked nothing") {
  StagedProject shop;
  for (int i = 0; i < 40; ++i) shop.write("net/" + std::to_string(i), "old");
  shop.init();
  for (int i = 0; i < 30; ++i) shop.remove("net/" + std::to_string(i));
  shop.write("loc/35", "mine");
  shop.write("net/35", "theirs");
  Eager eager(shop.told);
  SessionOptions options;
  options.local = shop.staging();
  CHECK(status(options, eager).code == ExitCode::conflicts);
  options.dry_run = true;
  CHECK(synchronise(Direction::pull, options, eager).code == ExitCode::conflicts);
  CHECK(finish(options, eager).code == ExitCode::conflicts);
  CHECK(eager.asked == 0);
  CHECK(shop.read("loc/3") == "old");
  REQUIRE(shop.told.conflicts.size() == 3);
  CHECK_FALSE(shop.told.conflicts[0].settled);
  options.dry_run = false;
  CHECK(synchronise(Direction::pull, options, eager).code == ExitCode::ok);
  CHECK(eager.asked == 2);
  CHECK(shop.told.conflicts.back().settled);
  CHECK(shop.read("loc/35") == "theirs");
}

TEST_CASE("a mass deletion that would stop a run is told by those that only look") {
  StagedProject shop;
  for (int i = 0; i < 40; ++i) shop.write("net/" + std::to_string(i), "x");
  shop.init();
  for (int i = 0; i < 30; ++i) shop.remove("net/" + std::to_string(i));
  SessionOptions options;
  options.local = shop.staging();
  const Outcome looked = status(options, shop.told);
  CHECK(looked.code == ExitCode::conflicts);
  CHECK(looked.waiting == 30);
  REQUIRE(shop.told.errors.size() == 1);
  CHECK(shop.told.errors[0].find("would delete 30 of 40 files and folders") != std::string::npos);
  shop.defaults.dry_run = true;
  CHECK(shop.go(Direction::pull).code == ExitCode::conflicts);
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  shop.defaults.allow_mass_delete = true;
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(shop.told.errors.empty());
}

TEST_CASE("a conflict whose solution fails is not told as solved") {
  StagedProject shop;
  shop.write("net/f", "old");
  shop.init();
  shop.write("net/f", "theirs");
  shop.write("loc/f", "mine");
  shop.defaults.on_conflict = OnConflict::network;
  shop.after_plan = [&] { shop.write("loc/f", "changed meanwhile"); };
  CHECK(shop.go(Direction::both).code == ExitCode::partial);
  REQUIRE(shop.told.conflicts.size() == 1);
  CHECK_FALSE(shop.told.conflicts[0].settled);
  CHECK_FALSE(shop.told.conflicts[0].open);
}

TEST_CASE("what is ignored since the last sync does not wait for its deletion") {
  StagedProject shop;
  shop.write("net/f", "x");
  shop.write("net/out/a", "x");
  shop.write("net/a.tmp", "x");
  shop.write("net/gone", "x");
  shop.init();
  shop.remove("loc/gone");
  shop.write("loc/.smartsyncignore", "*.tmp\nout/\n");
  SessionOptions options;
  options.local = shop.staging();
  const auto waiting = [&] {
    (void)status(options, shop.told);
    std::vector<std::string> found;
    for (const Action& action : shop.told.plan.actions) found.push_back(action.path);
    return found;
  };
  CHECK(waiting() == std::vector<std::string>{".smartsyncignore", "gone"});
  shop.scratch.dir().rename("net", shop.scratch.dir(), "away");
  CHECK(waiting() == std::vector<std::string>{".smartsyncignore", "gone"});
}

TEST_CASE("without the drive nobody says that both sides agree") {
  StagedProject shop;
  shop.write("net/f", "x");
  shop.init();
  shop.scratch.dir().rename("net", shop.scratch.dir(), "away");
  SessionOptions options;
  options.local = shop.staging();
  CHECK(status(options, shop.told).code == ExitCode::unreachable);
  CHECK(shop.told.plan.actions.empty());
  CHECK(shop.told.plan.incomplete);
}
