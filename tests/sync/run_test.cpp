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

#ifndef _WIN32  // whose names are Unicode on both sides
TEST_CASE("names are converted on their way, and found again") {
  Trees trees;
  trees.write("source/d\u00e9/\u00fc", "content");
  trees.write("source/a", "a");
  trees.scratch.dir().open_dir("source").make_symlink("d\u00e9", "l\u00e9");
  trees.write("copy/gone\xfc", "x");
  trees.options.links = true;
  trees.options.delete_when = DeleteWhen::during;
  trees.options.iconv = Charsets{"utf8", "latin1"};
  const auto first = trees.run();
  CHECK(first.flags.contains("d\u00e9/\u00fc"));
  CHECK(first.removed == std::vector<std::string>{"gone\u00fc"});
  CHECK(trees.read("copy/d\xe9/\xfc") == "content");
  CHECK(trees.scratch.dir().open_dir("copy").read_link("l\xe9") == "d\xe9");
  const auto second = trees.run();
  CHECK((second.flags.at("d\u00e9/\u00fc") & item::transfer) == 0);
  CHECK(second.removed.empty());
}

TEST_CASE("an unknown character set ends the run") {
  Trees trees;
  trees.write("source/a", "a");
  trees.options.iconv = Charsets{"bogus", "utf8"};
  trees.expected_code = ExitCode::unsupported;
  CHECK(trees.run().errors.size() == 1);
  trees.options.iconv = Charsets{"utf8", "bogus"};
  trees.expected_code = ExitCode::stream;
  CHECK(trees.run().errors.size() == 1);
}
#endif
