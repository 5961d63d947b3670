#include "engine/session/spelling.h"

#include <catch2/catch.hpp>

#include "engine/session/reconcile.h"
#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Two sides that agreed about `both`, of which the network does not know "a" from "A".
struct Spelled {
  Base base;
  Snapshots found;

  Spelled() { found.network.ignores_case = true; }

  void both(const std::string& path, const Node& node) {
    base[path] = {node, node};
    found.local.nodes[path] = node;
    found.network.nodes[path] = node;
  }
  void respell(Side side, const std::string& path, const std::string& to) {
    auto node = found.at(side).nodes.extract(path);
    node.key() = to;
    found.at(side).nodes.insert(std::move(node));
  }

  std::string unify() {
    const Spelling spelling = unify_spelling(base, found);
    std::string all;
    for (const Action& action : spelling.renames)
      all += (action.target == Side::local ? "<" : ">") + action.path + " to " + action.to + "; ";
    for (const auto& [from, to] : spelling.moved) all += from + " -> " + to + "; ";
    for (const auto& homeless : spelling.homeless)
      all += "no place for " + homeless.path + " beside " + homeless.beside + "; ";
    if (spelling.base) base = *spelling.base;
    return all;
  }
  std::string steps() const {
    PlanOptions options;
    options.name_beside = names_beside(found.local, found.network);
    std::string all;
    for (const Action& action : reconcile(base, found.local, found.network, options).actions)
      all += std::to_string(static_cast<int>(action.step)) + " " + action.path + "; ";
    return all;
  }
};

}  // namespace

TEST_CASE("names that are alike on both sides need nothing") {
  Spelled trees;
  trees.both("d", directory_node());
  trees.both("d/f", file_of("f", 1, 1));
  trees.found.local.nodes["new"] = file_of("n", 1, 2);
  CHECK(trees.unify().empty());
}

TEST_CASE("a name that one side writes otherwise is written so on both") {
  Spelled trees;
  trees.both("f0", file_of("f", 1, 1));
  const Side side = GENERATE(Side::local, Side::network);
  trees.respell(side, "f0", "F0");
  const std::string rename = side == Side::local ? ">f0 to F0; " : "<f0 to F0; ";
  SECTION("and what else happened to the file happens under that name") {
    trees.found.at(side).nodes["F0"] = file_of("other", 2, 3);
    CHECK(trees.unify() == rename + "f0 -> F0; ");
    CHECK(trees.steps() == std::to_string(static_cast<int>(Step::copy)) + " F0; ");
  }
  SECTION("on filesystems of which none, one or both ignore case") {
    trees.found.local.ignores_case = true;
    CHECK(trees.unify() == rename + "f0 -> F0; ");
    CHECK(trees.steps().empty());
  }
  SECTION("unless both know the one from the other") {
    trees.found.network.ignores_case = false;
    CHECK(trees.unify().empty());
    CHECK_FALSE(trees.steps().empty());
  }
}

TEST_CASE("both sides may have renamed it already") {
  Spelled trees;
  trees.both("f0", file_of("f", 1, 1));
  trees.respell(Side::local, "f0", "F0");
  SECTION("alike") {
    trees.respell(Side::network, "f0", "F0");
    CHECK(trees.unify() == "f0 -> F0; ");
  }
  SECTION("differently: the network's spelling counts") {
    trees.both("g/name", file_of("f", 1, 1));
    trees.respell(Side::local, "g/name", "g/Name");
    trees.respell(Side::network, "g/name", "g/NAME");
    CHECK(trees.unify() == ">f0 to F0; <g/Name to g/NAME; f0 -> F0; g/name -> g/NAME; ");
  }
  CHECK(trees.steps().empty());
}

TEST_CASE("a folder's name is that of everything in it") {
  Spelled trees;
  trees.both("dir", directory_node());
  trees.both("dir/a", file_of("a", 1, 1));
  trees.both("dir/b", file_of("b", 1, 2));
  for (const char* name : {"", "/a", "/b"})
    trees.respell(Side::local, std::string("dir") + name, std::string("Dir") + name);
  trees.respell(Side::network, "dir/a", "dir/A");
  trees.found.network.nodes.erase("dir/b");
  trees.found.network.nodes["dir/new"] = file_of("n", 1, 3);
  trees.found.network.unknown = {"dir/unread"};
  const Spelling spelling = unify_spelling(trees.base, trees.found);
  REQUIRE(spelling.renames.size() == 2);
  CHECK((spelling.renames[0].path == "dir" && spelling.renames[0].to == "Dir"));
  CHECK((spelling.renames[1].path == "Dir/a" && spelling.renames[1].to == "Dir/A"));
  CHECK(spelling.renames[1].target == Side::local);
  CHECK(spelling.before(Side::network, "Dir/A") == "dir/A");
  CHECK(spelling.before(Side::local, "Dir/A") == "Dir/a");
  CHECK(trees.found.network.unknown.front() == "Dir/unread");
  trees.base = *spelling.base;
  const auto step = [](Step is) { return std::to_string(static_cast<int>(is)); };
  CHECK(trees.steps() == step(Step::copy) + " Dir/new; " + step(Step::remove) + " Dir/b; ");
}

TEST_CASE("two new files whose names are one meet as a conflict") {
  Spelled trees;
  trees.found.local.nodes["Report.csv"] = file_of("here", 2, 1);
  trees.found.network.nodes["report.csv"] = file_of("there", 1, 2);
  CHECK(trees.unify() == "<Report.csv to report.csv; ");
  const auto step = [](Step is) { return std::to_string(static_cast<int>(is)); };
  CHECK(trees.steps() == step(Step::set_aside) + " report.csv; " + step(Step::copy) +
                             " report.csv.conflict-network; " + step(Step::copy) + " report.csv; ");
}

TEST_CASE("of two names on one side the other can have one") {
  Spelled trees;
  trees.both("d", directory_node());
  trees.both("d/f", file_of("f", 1, 1));
  trees.found.local.nodes["D"] = directory_node();
  trees.found.local.nodes["D/f"] = file_of("g", 1, 2);
  trees.found.local.nodes["D/new"] = file_of("g", 1, 3);
  trees.found.local.nodes["new"] = file_of("g", 1, 4);
  CHECK(trees.unify() == "no place for D beside d; ");
  CHECK(trees.steps() == std::to_string(static_cast<int>(Step::copy)) + " new; ");
  SECTION("once it is alone it is a rename") {
    for (const char* path : {"d", "d/f"}) trees.found.local.nodes.erase(path);
    trees.found.local.unknown.clear();
    CHECK(trees.unify() == ">d to D; d -> D; d/f -> D/f; ");
  }
  SECTION("a side that has both, whatever its filesystem said, can have both") {
    trees.found.local.unknown.clear();
    trees.found.network.nodes["D"] = directory_node();
    CHECK(trees.unify().empty());
  }
}

TEST_CASE("a rename that was broken off is finished") {
  Spelled trees;
  trees.both("f0", file_of("f", 1, 1));
  trees.respell(Side::local, "f0", "F0");
  trees.respell(Side::network, "f0", name_between("F0"));
  CHECK(trees.unify() == ">F0.smartsync-renamed to F0; f0 -> F0; ");
  CHECK(trees.steps().empty());
  SECTION("unless somebody made the file anew") {
    trees.found.network.nodes[name_between("F0")] = file_of("f", 1, 1);
    CHECK(trees.unify().empty());
  }
}
