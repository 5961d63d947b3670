#include "engine/sync/delayed.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

struct DelayedTrees : Trees {
  DelayedTrees() {
    options.delay_updates = true;
    write("source/d/file", "new");
    write("source/top", "new, too");
    write("copy/d/file", "old", 500);
  }
};

}  // namespace

TEST_CASE("what is delayed leaves nothing where it waited") {
  DelayedTrees trees;
  SECTION("in folders of its own") {}
  SECTION("in those for what arrived in part") {
    trees.options.partial_dir = ".part";
  }
  SECTION("in ones that are there already, with what an earlier run left") {
    trees.write("copy/d/.~tmp~/file", "of an earlier run");
  }
  (void)trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
}

TEST_CASE("what is delayed does not wait in the user's own folder for what arrived in part") {
  DelayedTrees trees;
  trees.make_dir("parts");
  trees.options.partial_dir = trees.scratch.path() + "/parts";
  (void)trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
  CHECK(trees.stat("parts"));
}

TEST_CASE("what is delayed and cannot wait is told, and the rest goes on") {
  DelayedTrees trees;
  trees.write("copy/d/.~tmp~/inner/file", "a folder that stays");
  trees.write("copy/d/.~tmp~/file/inner", "a folder in the file's place");
  trees.expected_code = ExitCode::partial;
  CHECK(trees.run().errors.size() == 1);
  CHECK(trees.read("copy/d/file") == "old");
  CHECK(trees.read("copy/top") == "new, too");
}
