// Directories get what would be in the way of their content last.
#include "engine/sync/directories.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Trees;

#ifndef _WIN32
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
