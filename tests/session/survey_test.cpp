#include "engine/session/survey.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/session/ignore_rules.h"
#include "tests/session/journals.h"
#include "tests/session/staged_project.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Two trees that never agreed about anything but what is put into `base`.
struct SurveyedTrees {
  Scratch local, network;
  Base base;
  Snapshots found;
  std::vector<std::string> problems;
  std::function<void(const std::string& sentence)> unfinished;

  // Stopped when it is to make its plan if that `is_stopped`.
  Plan plan(bool is_stopped = false) {
    const Trees trees{local.dir(), network.dir()};
    bool stops = false;
    SurveyOptions options;
    options.ignored = load_ignore_rules(trees.local);
    options.problem = [this](Side, const std::string& sentence) { problems.push_back(sentence); };
    options.unfinished = unfinished;
    options.must_stop = [&stops] { return stops; };
    Survey survey(trees, base, options);
    found = survey.found();
    stops = is_stopped;
    PlanOptions planning;
    planning.on_conflict = OnConflict::newest;
    return survey.plan(planning);
  }
  std::vector<std::string> planned() {
    std::vector<std::string> paths;
    for (const Action& action : plan().actions) paths.push_back(action.path);
    return paths;
  }
};

}  // namespace

TEST_CASE("a file whose change is not finished is left alone") {
  SurveyedTrees trees;
  const fs::Dir& network = trees.network.dir();
  put(network, "half.db", bytes_of("half of something"));
  put(network, "half.db-wal", bytes_of("what lies beside it"));
  put(network, "whole", bytes_of("whole"));
  CHECK(trees.planned() == std::vector<std::string>{"half.db", "half.db-wal", "whole"});
  CHECK(trees.problems.empty());

  const fs::Dir journals = sync::make_dirs(network, journal_directory);
  put(journals, journal_name("half.db"), bytes_of("somebody's"));
  put(journals, journal_name("whole") + ".bad", bytes_of("put aside"));
  CHECK(trees.planned() == std::vector<std::string>{"whole"});
  REQUIRE(trees.problems.size() == 1);
  CHECK(trees.problems[0] == "a change of \"" + network.path_of("half.db") +
                                 "\" is not finished yet: it is left for the next run");

  trees.problems.clear();
  std::vector<std::string> unfinished;
  trees.unfinished = [&](const std::string& sentence) { unfinished.push_back(sentence); };
  CHECK(trees.planned() == std::vector<std::string>{"whole"});
  CHECK(trees.problems.empty());
  REQUIRE(unfinished.size() == 1);
  CHECK(unfinished[0].find(network.path_of("half.db")) != std::string::npos);
}

TEST_CASE("what both sides wrote in one instant is compared by content") {
  StagedProject shop;
  shop.write("net/changed", "before");
  shop.write("net/copied", "before");
  shop.init();
  for (const std::string side : {"loc/", "net/"}) {
    for (const char* name : {"changed", "created", "copied"}) {
      shop.write(side + name, name == std::string("copied") ? "same" : side);
      shop.age(side + name, 1'700'000'000);
    }
  }
  CHECK(shop.go(Direction::both).code == ExitCode::ok);
  CHECK(shop.told.conflicts.size() == 2);
  for (const std::string side : {"loc/", "net/"}) {
    CHECK(shop.read(side + "copied") == "same");
    for (const Conflict& conflict : shop.told.conflicts) {
      CHECK(shop.read(side + conflict.path) == "net/");
      CHECK(shop.read(side + conflict.set_aside) == "loc/");
    }
  }
}

TEST_CASE("files that only their content tells apart are read, unless the run is stopped") {
  SurveyedTrees trees;
  for (const char* name : {"a", "b"}) {
    put(trees.local.dir(), name, bytes_of("same"));
    put(trees.network.dir(), name, bytes_of("same"));
    trees.network.dir().set_times(name, std::nullopt, fs::Time{1'000'000'000, 0});
  }
  const Plan plan = trees.plan();
  CHECK(plan.conflicts.empty());
  CHECK(plan.unsure.empty());
  REQUIRE(plan.actions.size() == 2);
  CHECK(plan.actions[0].step == Step::set_metadata);
  CHECK(trees.plan(true).unsure.size() == 2);
}

TEST_CASE("a database is not read where its header tells that it changed") {
  SurveyedTrees trees;
  for (const char* name : {"touched.db", "written.db"}) {
    { Ledger(trees.local.dir().path_of(name), "PRAGMA journal_mode=DELETE").add_and_commit(); }
    const Bytes content = get(trees.local.dir(), name);
    put(trees.network.dir(), name, content);
    trees.plan();
    Agreed& agreed = trees.base[name];
    agreed = {trees.found.local.nodes.at(name), trees.found.network.nodes.at(name)};
    agreed.local.content = hash::hash(hash::Kind::xxh128, content);
    agreed.local.modified.seconds -= 100;
  }
  --trees.base["written.db"].local.database->change_counter;
  std::map<std::string, Step> steps;
  for (const Action& action : trees.plan().actions) steps[action.path] = action.step;
  CHECK(steps["touched.db"] == Step::set_metadata);
  CHECK(steps["written.db"] == Step::copy);
  CHECK(trees.found.local.nodes.at("touched.db").content);
  CHECK_FALSE(trees.found.local.nodes.at("written.db").content);
}
