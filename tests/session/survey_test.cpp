#include "engine/session/survey.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/session/ignore_rules.h"
#include "tests/session/journals.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Two trees that never agreed about anything.
struct SurveyedTrees {
  Scratch local, network;
  std::vector<std::string> problems;
  std::function<void(const std::string& sentence)> unfinished;

  Plan plan() {
    const Trees trees{local.dir(), network.dir()};
    SurveyOptions options;
    options.ignored = load_ignore_rules(trees.local);
    options.problem = [this](Side, const std::string& sentence) { problems.push_back(sentence); };
    options.unfinished = unfinished;
    options.must_stop = [] { return false; };
    const Base base;
    return Survey(trees, base, options).plan({});
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
