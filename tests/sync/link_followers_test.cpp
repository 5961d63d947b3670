// Files that have several names.
#include "engine/sync/link_followers.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

#ifndef _WIN32
TEST_CASE("files with several names keep them") {
  Trees trees;
  trees.write("source/one", "content");
  trees.make_dir("source/d");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("one", source.open_dir("d"), "two");
  source.make_link("one", source, "three");
  trees.options.hard_links = true;
  const Recorder recorder = trees.run();
  CHECK(trees.same_file("copy/one", "copy/three"));
  CHECK(trees.same_file("copy/one", "copy/d/two"));
  CHECK(recorder.flags.at("three") & item::link_name_follows);
  CHECK(trees.last.stats.transferred_files == 1);
  CHECK(trees.run().changed.empty());
}

TEST_CASE("names that the options leave as they are take no part") {
  Trees trees;
  trees.write("source/a", "text");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("a", source, "b");
  trees.write("copy/a", "newer", 2000);
  trees.options.hard_links = true;

  SECTION("for their size") {
    trees.options.min_size = 1000;
    CHECK(trees.run().changed.empty());
  }
  SECTION("for what exists being newer") {
    trees.options.update = true;
    CHECK(trees.run().changed == Recorder::Paths{"b"});
    CHECK(trees.read("copy/b") == "text");
  }
  CHECK(trees.read("copy/a") == "newer");
}
#endif
