// Where a run's destination is, and when it ends early.
#include "engine/sync/run.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Trees;

TEST_CASE("where a copy goes") {
  Trees trees;
  trees.write("source/d/file", "content");
  const std::string root = trees.scratch.path();
  SECTION("a single file to a new name") {
    trees.options.sources = {root + "/source/d/file"};
    trees.options.destination = root + "/renamed";
    trees.run();
    CHECK(trees.read("renamed") == "content");
  }
  SECTION("a single file into a directory") {
    trees.options.sources = {root + "/source/d/file"};
    trees.run();
    CHECK(trees.read("copy/file") == "content");
  }
  SECTION("without a slash the directory itself") {
    trees.options.sources = {root + "/source/d"};
    trees.run();
    CHECK(trees.read("copy/d/file") == "content");
  }
  SECTION("a path that is made") {
    trees.options.destination = root + "/x/y/z/";
    trees.options.mkpath = true;
    trees.run();
    CHECK(trees.read("x/y/z/d/file") == "content");
  }
  SECTION("a path that is not made") {
    trees.options.destination = root + "/x/y/z/";
    trees.expected_code = ExitCode::file_io;
    CHECK(trees.run().errors.size() == 1);
    CHECK_FALSE(trees.stat("x"));
  }
  SECTION("names from a file") {
    trees.write("source/other", "other");
    trees.write("list", "d/file\n\n# comment\n");
    trees.options.relative = true;
    trees.options.files_from = root + "/list";
    trees.run();
    CHECK(trees.content("copy") ==
          std::map<std::string, std::string>{{"d/", ""}, {"d/file", "content"}});
  }
  SECTION("many files need a directory") {
    trees.write("file", "in the way");
    trees.options.destination = root + "/file";
    trees.expected_code = ExitCode::file_selection;
    CHECK(trees.run().errors.size() == 1);
    CHECK(trees.read("file") == "in the way");
  }
}

TEST_CASE("a dry run finds alternate trees beside a destination that is not there") {
  Trees trees;
  trees.write("source/file", "content");
  trees.write("other/file", "content");
  trees.options.dry_run = true;
  trees.options.alt_dest_kind = AltDestKind::link;
  trees.options.alt_dests = {"../other"};
  for (const char* destination : {"/copy", "/copy//"}) {
    trees.options.destination = trees.scratch.path() + destination;
    const auto recorder = trees.run();
    CHECK(recorder.warnings.empty());
    CHECK((recorder.flags.at("file") & item::is_new) == 0);
  }
  trees.options.alt_dests = {"other"};
  const auto none = trees.run();
  CHECK(none.warnings.size() == 1);
  CHECK((none.flags.at("file") & item::is_new) != 0);
}

TEST_CASE("a run stops when its time is over") {
  Trees trees;
  trees.write("source/file", "content");
  trees.options.stop_at = 1;
  trees.expected_code = ExitCode::timeout;
  trees.run();
  CHECK(trees.content("copy").count("file") == 0);
}
