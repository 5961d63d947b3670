#include "engine/tree/duplicates.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

using namespace smartsync;

namespace {

using Dropped = std::vector<std::pair<std::string, std::size_t>>;

// ".", "a", "d/", "d/x", "e/" in a list.
tree::FileList small_list() {
  tree::FileList list;
  list.root_entry = std::make_unique<tree::Entry>();
  list.root.add("a");
  for (const char* name : {"d", "e"}) list.root.add(name).type = fs::FileType::directory;
  list.root.finish();
  list.root.children[0] = std::make_unique<tree::Directory>();
  list.root.children[0]->path = "d";
  list.root.children[0]->add("x");
  list.root.children[0]->finish();
  return list;
}

Dropped told(tree::Duplicates& duplicates, bool incremental) {
  Dropped dropped;
  const auto note = [&](const std::string& path, std::size_t position) {
    dropped.emplace_back(path, position);
  };
  duplicates.tell(small_list(), incremental, note);
  return dropped;
}

}  // namespace

TEST_CASE("a list without duplicates drops nothing") {
  tree::Duplicates duplicates;
  duplicates.add({}, {"a", false}, 0);
  CHECK(told(duplicates, false).empty());
}

TEST_CASE("what is dropped has the position behind what stays") {
  tree::Duplicates duplicates;
  duplicates.add({}, {"a", false}, 1);
  duplicates.add({}, {"e", true}, 2);
  // 0 ".", 1 and 2 "a", 3 "d", 4 "d/x", 5 to 7 "e"
  CHECK(told(duplicates, false) == Dropped{{"a", 2}, {"e", 6}, {"e", 7}});
}

TEST_CASE("in an incremental list each directory's entries follow their parents'") {
  tree::Duplicates duplicates;
  tree::Directory below;
  below.path = "d";
  duplicates.add_root(1);
  duplicates.add(below, {"x", false}, 1);
  // 1 and 2 ".", 3 "a", 4 "d", 5 "e"; 6 stands for "d", and its list is 7 and 8 "d/x"
  CHECK(told(duplicates, true) == Dropped{{".", 2}, {"d/x", 8}});
}

TEST_CASE("what gave way to a directory stood before it") {
  tree::Duplicates duplicates;
  duplicates.add({}, {"d", false}, 1);
  duplicates.add({}, {"d", true}, 1);
  // 0 ".", 1 "a", 2 "d", 3 and 4 "d/"
  CHECK(told(duplicates, false) == Dropped{{"d", 2}, {"d", 4}});
}
