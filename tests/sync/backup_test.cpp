// What a run replaces or deletes is kept.
#include "engine/sync/backup.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("backups keep what was replaced or deleted") {
  Trees trees;
  trees.write("source/d/file", "new", 2000);
  trees.write("copy/d/file", "old", 1000);
  trees.write("copy/d/gone", "gone");
  trees.options.backup = true;
  trees.options.delete_when = DeleteWhen::during;
  SECTION("beside the file") {
    const Recorder recorder = trees.run();
    CHECK(recorder.backups == Paths{"d/gone~", "d/file~"});
    CHECK(trees.read("copy/d/file~") == "old");
    CHECK(trees.read("copy/d/gone~") == "gone");
  }
  SECTION("with a suffix") {
    trees.options.suffix = ".bak";
    trees.run();
    CHECK(trees.read("copy/d/file.bak") == "old");
  }
  SECTION("in a directory") {
    trees.options.backup_dir = "../saved";
    trees.run();
    CHECK(trees.read("saved/d/file") == "old");
    CHECK(trees.read("saved/d/gone") == "gone");
    CHECK_FALSE(trees.stat("copy/d/file~"));
  }
  SECTION("of a file that is changed in place") {
    trees.options.inplace = true;
    trees.run();
    CHECK(trees.read("copy/d/file~") == "old");
  }
  CHECK(trees.read("copy/d/file") == "new");
  CHECK_FALSE(trees.stat("copy/d/gone"));
}
