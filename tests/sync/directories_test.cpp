// Directories get what would be in the way of their content last.
#include "engine/sync/directories.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Trees;

#ifndef _WIN32
TEST_CASE("a link on the way to a named file is followed if it stays within the destination") {
  Trees trees;
  trees.write("source/d/file", "new");
  trees.write("copy/other/kept", "kept");
  trees.write("outside/kept", "kept");
  trees.options.relative = true;
  trees.options.implied_dirs = false;
  trees.options.sources = {trees.scratch.path() + "/source/./d/file"};
  const fs::Dir copy = trees.scratch.dir().open_dir("copy");
  SECTION("beside") {
    copy.make_symlink("other", "d");
    trees.run();
    CHECK(trees.read("copy/other/file") == "new");
  }
  SECTION("out of the destination, also by way of another link") {
    copy.make_symlink("../outside", "way");
    copy.make_symlink(GENERATE("../outside", "way", "gone"), "d");
    trees.expected_code = ExitCode::partial;
    CHECK(trees.run().errors.size() == 1);
    CHECK(trees.content("outside").size() == 1);
  }
  CHECK(copy.stat("d")->type == fs::FileType::symlink);
  CHECK(trees.read("copy/other/kept") == "kept");
}

TEST_CASE("a directory without write permission gets its content and then its mode") {
  Trees trees;
  trees.write("source/closed/file", "content");
  trees.scratch.dir().open_dir("source").set_permissions("closed", 0555);
  trees.options.perms = true;
  trees.run();
  CHECK(trees.read("copy/closed/file") == "content");
  CHECK(trees.stat("copy/closed")->permissions == 0555);
  for (const char* side : {"source", "copy"})
    trees.scratch.dir().open_dir(side).set_permissions("closed", 0755);
}
#endif
