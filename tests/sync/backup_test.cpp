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

TEST_CASE("a file whose backup cannot be made stays, and the exit code says so") {
  const std::string longest(255, 'n');
  Trees trees;
  trees.write("source/" + longest, "new", 2000);
  trees.write("source/other", "new");
  trees.write("copy/" + longest, "old", 1000);
  trees.options.backup = true;
  trees.expected_code = ExitCode::file_io;
  SECTION("a new file would take its name") {}
  SECTION("it would be changed in place") {
    trees.options.inplace = true;
    trees.expected_code = ExitCode::partial;
  }
  SECTION("it waits for the end") {
    trees.options.delay_updates = true;
    trees.expected_code = ExitCode::partial;
  }
  CHECK(trees.run().errors.size() == 1);
  CHECK(trees.read("copy/" + longest) == "old");
  CHECK(trees.read("copy/other") == "new");
}

TEST_CASE("a backup has the name that the file gets") {
  Trees trees;
  trees.write("source/file", "new", 2000);
  trees.write("copy/other", "old", 1000);
  trees.options.backup = true;
  trees.options.sources = {trees.scratch.path() + "/source/file"};
  trees.options.destination = trees.scratch.path() + "/copy/other";
  CHECK(trees.run().backups == Paths{"other~"});
}

TEST_CASE("a file that is replaced keeps its name until then") {
  Trees trees;
  trees.write("copy/file", "old");
  trees.write("copy/file~", "older");
  trees.options.backup = true;
  Recorder recorder;
  const auto rules = std::make_shared<tree::FilterRules>(
      [](const std::string&) -> std::optional<std::string> { return {}; });
  RunState run(trees.options, recorder, tree::FilterScope(rules, "/"));
  run.root = trees.scratch.dir().open_dir("copy");
  Backup backup(run);
  const auto make = [&](Original original) {
    backup.make(run.root, "file", "file", fs::FileType::regular, original);
    CHECK(trees.read("copy/file~") == "old");
  };

  make(Original::replaced);
  CHECK(trees.read("copy/file") == "old");
  CHECK(trees.same_file("copy/file", "copy/file~"));
  make(Original::replaced);  // as after a run that was killed at this point
  CHECK(trees.content("copy").size() == 2);
  make(Original::rewritten);
  CHECK(trees.read("copy/file") == "old");
  CHECK_FALSE(trees.same_file("copy/file", "copy/file~"));
  make(Original::goes);
  CHECK_FALSE(trees.stat("copy/file"));
}
