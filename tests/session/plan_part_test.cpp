#include "engine/session/plan_part.h"

#include <catch2/catch.hpp>

#include "engine/session/session.h"
#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::test;

namespace {

std::vector<std::string> paths_of(const Plan& plan) {
  std::vector<std::string> paths;
  for (const Action& action : plan.actions) paths.push_back(action.path);
  return paths;
}

Action action(Step step, const std::string& path, bool conflict = false) {
  return {.step = step, .target = Side::local, .path = path, .conflict = conflict};
}

// Two conflicts in one new folder, and other work.
Plan plan() {
  Plan plan;
  plan.actions = {action(Step::rename, "case"),          action(Step::set_aside, "d/e/a"),
                  action(Step::make_directory, "d"),     action(Step::make_directory, "d/e"),
                  action(Step::make_directory, "other"), action(Step::copy, "d/e/a"),
                  action(Step::copy, "d/e/a.conflict"),  action(Step::copy, "d/e/ab"),
                  action(Step::copy, "d/e/b"),           action(Step::remove, "d/old")};
  plan.conflicts = {{.path = "d/e/a", .set_aside = "d/e/a.conflict"}, {.path = "d/e/b"}};
  plan.agreed = {"d/e/a", "d/f"};
  plan.kept = {{Side::local, "k"}};
  return plan;
}

}  // namespace

TEST_CASE("of a plan one conflict is kept, with what it needs") {
  Plan part = plan();
  keep_conflicts(part, {"d/e/a"});
  CHECK(paths_of(part) ==
        std::vector<std::string>{"case", "d/e/a", "d", "d/e", "d/e/a", "d/e/a.conflict"});
  REQUIRE(part.conflicts.size() == 1);
  CHECK(part.conflicts[0].path == "d/e/a");
  CHECK(part.agreed == std::vector<std::string>{"d/e/a"});
  CHECK(part.kept.empty());
}

TEST_CASE("of a plan all conflicts in a folder are kept") {
  Plan part = plan();
  keep_conflicts(part, {"d"});
  CHECK(part.conflicts.size() == 2);
  CHECK(paths_of(part) ==
        std::vector<std::string>{"case", "d/e/a", "d", "d/e", "d/e/a", "d/e/a.conflict", "d/e/b"});
}

TEST_CASE("a conflict that is not there cannot be kept") {
  for (const char* path : {"x", "d/e/ab", "d/e/a/x", "d/e/c", "other"}) {
    Plan part = plan();
    CHECK_THROWS_AS(keep_conflicts(part, {"d/e/b", path}), Ended);
  }
}

TEST_CASE("what is new on the network alone is left there") {
  Snapshot local;
  local.nodes["same"] = file_of("1", 1, 1);
  local.nodes["changed"] = file_of("2", 2, 2);
  local.nodes["found"] = file_of("3", 3, 3);
  Base base;
  base["same"] = {local.nodes["same"], local.nodes["same"]};
  base["changed"] = {file_of("x", 1, 2), file_of("x", 1, 2)};
  Plan part;
  part.actions = {action(Step::make_directory, "new"), action(Step::copy, "new/file"),
                  action(Step::copy, "same"),          action(Step::copy, "changed"),
                  action(Step::copy, "found"),         action(Step::copy, "lost", true),
                  action(Step::remove, "same"),        action(Step::set_metadata, "same")};
  part.actions.push_back({.step = Step::copy, .target = Side::network, .path = "result"});
  leave_news(part, local, base);
  CHECK(paths_of(part) ==
        std::vector<std::string>{"changed", "found", "lost", "same", "same", "result"});
}
