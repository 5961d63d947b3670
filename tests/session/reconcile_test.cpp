#include "engine/session/reconcile.h"

#include <catch2/catch.hpp>

#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Both sides agreed about everything that `both` was given.
struct TwoTrees {
  Base base;
  Snapshot local;
  Snapshot network;
  PlanOptions options;

  TwoTrees() { options.name_beside = names_beside(local, network); }

  void both(const std::string& path, const Node& node) {
    base[path] = {node, node};
    local.nodes[path] = node;
    network.nodes[path] = node;
  }
  Plan plan() const { return reconcile(base, local, network, options); }
};

std::string text(const std::vector<Action>& actions) {
  static constexpr const char* steps[] = {"rename", "aside", "clear", "mkdir",
                                          "copy",   "touch", "remove"};
  std::string all;
  for (const Action& action : actions) {
    all += action.target == Side::local ? "<" : ">";
    all += std::string(steps[static_cast<int>(action.step)]) + " " + action.path;
    if (!action.to.empty()) all += " to " + action.to;
    if (action.keep_old) all += " keeping the old";
    all += "; ";
  }
  return all;
}

}  // namespace

TEST_CASE("a deleted directory that holds what does not travel stays, and is no action") {
  TwoTrees trees;
  trees.both("d", directory_node());
  trees.both("d/e", directory_node());
  trees.both("d/e/f", file_of("f", 1, 1));
  trees.both("d/g", directory_node());
  for (const char* path : {"d", "d/e", "d/e/f", "d/g"}) trees.network.nodes.erase(path);
  trees.local.occupied = {"d", "d/e"};
  const Plan plan = trees.plan();
  CHECK(text(plan.actions) == "<remove d/g; <remove d/e/f; ");
  CHECK(plan.agreed.empty());
  REQUIRE(plan.kept.size() == 1);
  CHECK(plan.kept[0].path == "d");
  CHECK(plan.kept[0].side == Side::local);
  SECTION("a push has nothing to do with it") {
    trees.options.direction = Direction::push;
    CHECK(trees.plan().kept.empty());
    CHECK(text(trees.plan().waiting) == "<remove d/e/f; <remove d/g; ");
  }
  SECTION("it goes back when something new in it does") {
    trees.local.nodes["d/new"] = file_of("n", 2, 2);
    CHECK(text(trees.plan().actions) == ">mkdir d; >copy d/new; <remove d/g; <remove d/e/f; ");
  }
  SECTION("a file in its place stands beside it") {
    trees.network.nodes["d"] = file_of("d", 2, 2);
    CHECK(text(trees.plan().actions) ==
          ">aside d to d.conflict-network; >mkdir d; <copy d.conflict-network; <remove d/g; "
          "<remove d/e/f; ");
  }
}

TEST_CASE("what one side did is done on the other") {
  TwoTrees trees;
  trees.both("edited", file_of("old", 1, 1));
  trees.both("gone", file_of("g", 1, 2));
  trees.both("touched", file_of("t", 1, 3));
  trees.both("same", file_of("s", 1, 4));
  trees.local.nodes["edited"] = file_of("new", 2, 1);
  trees.local.nodes.erase("gone");
  trees.local.nodes["touched"] = file_of("t", 2, 3);
  trees.local.nodes["d"] = directory_node();
  trees.local.nodes["d/new"] = link_to("x");
  CHECK(text(trees.plan().actions) ==
        ">mkdir d; >copy d/new; >copy edited; >touch touched; >remove gone; ");
  SECTION("a pull leaves it for the push, and reverts nothing") {
    trees.options.direction = Direction::pull;
    const Plan plan = trees.plan();
    CHECK(plan.actions.empty());
    CHECK(text(plan.waiting) ==
          ">mkdir d; >copy d/new; >copy edited; >remove gone; >touch touched; ");
  }
  SECTION("and the other way round") {
    std::swap(trees.local, trees.network);
    trees.options.direction = Direction::pull;
    CHECK(text(trees.plan().actions) ==
          "<mkdir d; <copy d/new; <copy edited; <touch touched; <remove gone; ");
  }
}

TEST_CASE("a plan knows how many bytes its copies have") {
  TwoTrees trees;
  trees.both("edited", file_of("old", 1, 1));
  trees.both("both", file_of("x", 1, 2));
  trees.both("touched", file_of("t", 1, 3));
  trees.local.nodes["edited"] = file_of("1234", 2, 1);
  trees.local.nodes["link"] = link_to("elsewhere");
  trees.local.nodes["touched"] = file_of("t", 2, 3);
  CHECK(trees.plan().bytes() == 4);
  trees.local.nodes["both"] = file_of("12345", 2, 2);
  trees.network.nodes["both"] = file_of("1234567", 3, 2);
  CHECK(trees.plan().bytes() == 4 + 5 + 7);  // each of the two goes to the other side
}

TEST_CASE("a directory goes after what is in it") {
  TwoTrees trees;
  trees.both("d", directory_node());
  trees.both("d/e", directory_node());
  trees.both("d/e/f", file_of("f", 1, 1));
  trees.network.nodes.clear();
  CHECK(text(trees.plan().actions) == "<remove d/e/f; <remove d/e; <remove d; ");
  SECTION("but stays with what is new in it, on both sides") {
    trees.local.nodes["d/e/new"] = file_of("n", 2, 2);
    CHECK(text(trees.plan().actions) == ">mkdir d; >mkdir d/e; >copy d/e/new; <remove d/e/f; ");
  }
}

TEST_CASE("both changed: the newer keeps the name, the other stands beside it") {
  TwoTrees trees;
  trees.both("f", file_of("old", 1, 1));
  trees.local.nodes["f"] = file_of("mine", 3, 1);
  trees.network.nodes["f"] = file_of("theirs", 2, 1);
  SECTION("keep_both") {
    const Plan plan = trees.plan();
    CHECK(text(plan.actions) ==
          ">aside f to f.conflict-network; <copy f.conflict-network; >copy f; ");
    REQUIRE(plan.conflicts.size() == 1);
    CHECK(plan.conflicts[0].winner == Side::local);
    CHECK(plan.conflicts[0].set_aside == "f.conflict-network");
  }
  SECTION("newest") {
    trees.options.on_conflict = OnConflict::newest;
    CHECK(text(trees.plan().actions) == ">copy f keeping the old; ");
  }
  SECTION("local") {
    trees.options.on_conflict = OnConflict::local;
    CHECK(text(trees.plan().actions) == ">copy f keeping the old; ");
  }
  SECTION("network") {
    trees.options.on_conflict = OnConflict::network;
    CHECK(text(trees.plan().actions) == "<copy f keeping the old; ");
  }
  SECTION("stop") {
    trees.options.on_conflict = OnConflict::stop;
    const Plan plan = trees.plan();
    CHECK(plan.actions.empty());
    REQUIRE(plan.conflicts.size() == 1);
    CHECK(plan.conflicts[0].open);
  }
  SECTION("a person decided about this path") {
    trees.options.on_conflict = OnConflict::stop;
    trees.options.decided["f"] = OnConflict::network;
    CHECK(text(trees.plan().actions) == "<copy f keeping the old; ");
  }
  SECTION("the direction does not matter") {
    trees.options.direction = Direction::pull;
    CHECK(trees.plan().actions.size() == 3);
  }
}

TEST_CASE("a database in use is as new as what lies beside it") {
  TwoTrees trees;
  trees.both("f", file_of("old", 1, 1));
  trees.local.nodes["f"] = file_of("mine", 2, 1);
  trees.network.nodes["f"] = file_of("theirs", 3, 1);
  trees.local.nodes["f"].database = {.change_counter = 1, .wal = {{.size = 9, .modified = {4, 0}}}};
  const Plan plan = trees.plan();
  REQUIRE(plan.conflicts.size() == 1);
  CHECK(plan.conflicts[0].winner == Side::local);
  CHECK(plan.conflicts[0].local->modified == fs::Time{4, 0});
  CHECK(plan.conflicts[0].set_aside == "f.conflict-network");
}

TEST_CASE("both did the same") {
  TwoTrees trees;
  trees.both("f", file_of("old", 1, 1));
  trees.both("gone", file_of("g", 1, 2));
  trees.local.nodes["f"] = file_of("new", 2, 1);
  trees.network.nodes["f"] = file_of("new", 2, 9);
  trees.local.nodes.erase("gone");
  trees.network.nodes.erase("gone");
  Plan plan = trees.plan();
  CHECK(plan.actions.empty());
  CHECK(plan.agreed == std::vector<std::string>{"f", "gone"});
  SECTION("only hashes tell") {
    trees.local.nodes["f"].content.reset();
    plan = trees.plan();
    CHECK(plan.unsure == std::vector<std::string>{"f"});
    CHECK(plan.conflicts.size() == 1);
  }
  SECTION("at another time: the newer one counts") {
    trees.network.nodes["f"].modified.seconds = 5;
    CHECK(text(trees.plan().actions) == "<touch f; ");
  }
  SECTION("with other permissions: those of the newer count, else the network's") {
    trees.local.nodes["f"].permissions = 0600;
    CHECK(text(trees.plan().actions) == "<touch f; ");
    trees.local.nodes["f"].modified.seconds = 5;
    CHECK(text(trees.plan().actions) == ">touch f; ");
  }
  SECTION("folders with other permissions: the network's count") {
    trees.local.nodes["d"] = trees.network.nodes["d"] = directory_node();
    trees.local.nodes["d"].permissions = 0700;
    CHECK(text(trees.plan().actions) == "<touch d; ");
  }
}

TEST_CASE("what is called like a part of a database follows what becomes of that") {
  TwoTrees trees;
  const auto database = [](const std::string& content, std::int64_t when) {
    Node node = file_of(content, when, 1);
    node.database = {.change_counter = 1};
    return node;
  };
  SECTION("the database goes: it comes") {
    trees.both("a.db", database("old", 1));
    trees.local.nodes["a.db"] = file_of("text", 2, 3);
    trees.local.nodes["a.db-journal"] = file_of("about it", 2, 4);
    CHECK(text(trees.plan().actions) == ">copy a.db; >copy a.db-journal; ");
    trees.options.direction = Direction::pull;
    CHECK(text(trees.plan().actions).empty());
  }
  SECTION("a database takes its name: it goes with what had it") {
    trees.both("a.db", file_of("text", 1, 1));
    trees.both("a.db-journal", file_of("about it", 1, 2));
    trees.network.nodes["a.db"] = database("new", 2);
    trees.network.nodes.erase("a.db-journal");
    trees.local.nodes["a.db-journal"] = file_of("more about it", 2, 2);
    CHECK(text(trees.plan().actions) == "<copy a.db; ");
    CHECK(trees.plan().agreed == std::vector<std::string>{"a.db-journal"});
    CHECK(trees.plan().conflicts.empty());
    trees.options.direction = Direction::push;
    CHECK(trees.plan().actions.empty());
    CHECK(trees.plan().agreed.empty());
  }
  SECTION("nobody decides about the database: nothing happens to it") {
    trees.options.on_conflict = OnConflict::stop;
    trees.both("a.db", database("old", 1));
    trees.local.nodes["a.db"] = file_of("text", 2, 3);
    trees.network.nodes["a.db"] = database("new", 2);
    trees.local.nodes["a.db-journal"] = file_of("about it", 2, 4);
    CHECK(trees.plan().actions.empty());
    CHECK(trees.plan().conflicts.size() == 1);
  }
  SECTION("without a database it is a file like others") {
    trees.both("a.db", file_of("text", 1, 1));
    trees.local.nodes["a.db-journal"] = file_of("about it", 2, 4);
    CHECK(text(trees.plan().actions) == ">copy a.db-journal; ");
  }
}

TEST_CASE("changed here, deleted there: the change survives") {
  TwoTrees trees;
  trees.both("f", file_of("old", 1, 1));
  trees.local.nodes["f"] = file_of("new", 2, 1);
  trees.network.nodes.clear();
  for (const OnConflict policy :
       {OnConflict::keep_both, OnConflict::newest, OnConflict::local, OnConflict::network}) {
    trees.options.on_conflict = policy;
    const Plan plan = trees.plan();
    CHECK(text(plan.actions) == ">copy f; ");
    REQUIRE(plan.conflicts.size() == 1);
    CHECK(plan.conflicts[0].kind == Conflict::Kind::changed_and_deleted);
  }
  SECTION("unless a person says otherwise") {
    trees.options.decided["f"] = OnConflict::network;
    CHECK(text(trees.plan().actions) == "<remove f; ");
  }
  SECTION("stop leaves it") {
    trees.options.on_conflict = OnConflict::stop;
    CHECK(trees.plan().actions.empty());
    CHECK(trees.plan().conflicts.at(0).open);
  }
  SECTION("only touched, it goes") {
    trees.local.nodes["f"] = file_of("old", 2, 1);
    CHECK(text(trees.plan().actions) == "<remove f; ");
  }
}

TEST_CASE("a file and a directory of one name") {
  TwoTrees trees;
  SECTION("one side replaced the file") {
    trees.both("p", file_of("old", 1, 1));
    trees.network.nodes["p"] = directory_node();
    trees.network.nodes["p/x"] = file_of("x", 2, 2);
    CHECK(text(trees.plan().actions) == "<clear p; <mkdir p; <copy p/x; ");
  }
  SECTION("one side replaced the directory") {
    trees.both("p", directory_node());
    trees.both("p/x", file_of("x", 1, 1));
    trees.network.nodes.erase("p/x");
    trees.network.nodes["p"] = file_of("new", 2, 2);
    CHECK(text(trees.plan().actions) == "<clear p/x; <clear p; <copy p; ");
    // What is new in it needs it.
    trees.local.nodes["p/y"] = file_of("y", 2, 3);
    CHECK(text(trees.plan().actions) ==
          ">aside p to p.conflict-network; >mkdir p; <copy p.conflict-network; >copy p/y; "
          "<remove p/x; ");
  }
  SECTION("both are new") {
    trees.local.nodes["p"] = file_of("mine", 2, 1);
    trees.network.nodes["p"] = directory_node();
    trees.network.nodes["p/x"] = file_of("x", 2, 2);
    CHECK(text(trees.plan().actions) ==
          "<aside p to p.conflict-local; <mkdir p; >copy p.conflict-local; <copy p/x; ");
    trees.options.on_conflict = OnConflict::stop;
    CHECK(trees.plan().actions.empty());
  }
}

TEST_CASE("what could not be read counts neither as deleted nor as unchanged") {
  TwoTrees trees;
  trees.both("d", directory_node());
  trees.both("d/f", file_of("f", 1, 1));
  trees.network.nodes.erase("d/f");
  trees.network.unknown = {"d"};
  trees.local.nodes["d/f"] = file_of("new", 2, 1);
  CHECK(trees.plan().actions.empty());
  SECTION("not even if the directory is gone elsewhere") {
    trees.local.nodes.clear();
    CHECK(trees.plan().actions.empty());
  }
}
