#include "engine/sync/source_removal.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;
using Paths = std::vector<std::string>;

TEST_CASE("sources go when they have arrived, and when they were there already") {
  Trees trees;
  trees.write("source/new", "new");
  trees.write("source/d/same", "same");
  trees.write("copy/d/same", "same");
  trees.options.remove_source_files = true;

  SECTION("all") {
    CHECK(trees.run().sources_removed.size() == 2);
    CHECK(trees.content("source") == std::map<std::string, std::string>{{"d/", ""}});
  }
  SECTION("but only those that were sent") {
    trees.options.remove_only_sent = true;
    CHECK(trees.run().sources_removed == Paths{"new"});
  }
  SECTION("after they have their names") {
    trees.options.delay_updates = true;
    CHECK(trees.run().sources_removed.size() == 2);
  }
  CHECK(trees.read("copy/new") == "new");
}

TEST_CASE("a file that two arguments name is read for both before it goes") {
  Trees trees;
  trees.write("source/d/file", "text");
  trees.options.remove_source_files = true;
  trees.options.sources.push_back(trees.scratch.path() + "/source/d/file");
  (void)trees.run();
  CHECK(trees.read("copy/file") == "text");
  CHECK(trees.read("copy/d/file") == "text");
  CHECK_FALSE(trees.stat("source/d/file"));
}

#ifndef _WIN32
TEST_CASE("what lies behind a symlink goes only if that is in the source") {
  Trees trees;
  trees.write("source/d/file", "text");
  trees.write("outside/file", "text");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_symlink("d", "in");
  source.make_symlink("../outside", "out");
  trees.options.copy_links = true;
  trees.options.remove_source_files = true;
  trees.expected_code = ExitCode::partial;
  CHECK(trees.run().errors.size() == 1);
  for (const char* copied : {"copy/d/file", "copy/in/file", "copy/out/file"})
    CHECK(trees.read(copied) == "text");
  CHECK_FALSE(trees.stat("source/d/file"));
  CHECK(trees.read("outside/file") == "text");
}
#endif

#ifndef _WIN32  // where a listing does not tell which names are of one file
TEST_CASE("every name of a hard link group goes") {
  Trees trees;
  for (const char* side : {"source", "copy"}) {
    trees.write(std::string(side) + "/a", "text");
    const fs::Dir dir = trees.scratch.dir().open_dir(side);
    dir.make_link("a", dir, "b");
  }
  trees.options.hard_links = true;
  trees.options.remove_source_files = true;

  SECTION("that is there already") {
    (void)trees.run();
    CHECK(trees.content("source").empty());
  }
  SECTION("but a name that is only linked was not sent") {
    trees.options.remove_only_sent = true;
    trees.scratch.dir().open_dir("copy").remove_file("b");
    CHECK(trees.run().sources_removed.empty());
  }
  CHECK(trees.same_file("copy/a", "copy/b"));
}
#endif
