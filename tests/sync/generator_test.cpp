// Whole runs on small trees: what is told, what is made, and what is left alone.
#include "engine/sync/generator.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

using Paths = std::vector<std::string>;

// Sizes up to the point where content goes in several pieces.
void fill(const Trees& trees) {
  trees.write("source/empty", "");
  trees.write("source/file", "content");
  trees.write("source/.hidden/deep/er", std::string(100000, 'd'), 2000);
  trees.write("source/a.d/x", "x");
  trees.write("source/a/y", "y");
  trees.make_dir("source/void");
}

}  // namespace

TEST_CASE("a first copy is whole and told in list order; a second finds nothing to do") {
  Trees trees;
  fill(trees);
  const Recorder first = trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
  CHECK(trees.stat("copy/.hidden/deep/er")->modified == fs::Time{2000, 0});
  CHECK(trees.stat("copy/.hidden")->modified.seconds ==
        trees.stat("source/.hidden")->modified.seconds);
  CHECK(first.order == Paths{".", "empty", "file", ".hidden", ".hidden/deep", ".hidden/deep/er",
                             "a.d", "a.d/x", "a", "a/y", "void"});
  CHECK(first.flags.at("file") == (item::transfer | item::is_new));
  CHECK(first.has(Notice::created_destination, trees.scratch.path() + "/copy"));
  CHECK(trees.last.stats.transferred_files == 5);
  CHECK(trees.last.stats.literal_data == 100009);
  CHECK(trees.last.stats.created.total() == 11);

  const Recorder second = trees.run();
  CHECK(second.changed.empty());
  CHECK(trees.last.stats.transferred_files == 0);
  CHECK(trees.last.stats.files.total() == 11);
}

#ifndef _WIN32  // where making links is a privilege
TEST_CASE("what is deleted and left out in a directory is told before its items") {
  Trees trees;
  fill(trees);
  trees.options.links = false;
  trees.scratch.dir().open_dir("source").make_symlink("file", "link");
  trees.scratch.dir().open_dir("source").open_dir("a").make_symlink("y", "z");
  trees.write("copy/extra", "");
  trees.write("copy/a/extra", "");
  trees.options.delete_when = DeleteWhen::during;
  SECTION("with incremental recursion before its own, too") {
    trees.options.incremental = true;
    CHECK(trees.run().lines == Paths{"deleting extra", "skipping link", ".", "empty", "file",
                                     ".hidden", ".hidden/deep", ".hidden/deep/er", "a.d", "a.d/x",
                                     "deleting a/extra", "skipping a/z", "a", "a/y", "void"});
  }
  SECTION("without it only deletions are told before its own") {
    CHECK(trees.run().lines == Paths{"deleting extra", ".", "skipping link", "empty", "file",
                                     ".hidden", ".hidden/deep", ".hidden/deep/er", "a.d", "a.d/x",
                                     "deleting a/extra", "a", "skipping a/z", "a/y", "void"});
  }
}
#endif

TEST_CASE("a dry run tells the same and changes nothing") {
  Trees trees;
  fill(trees);
  trees.write("copy/file", "old content");
  trees.write("copy/extra/file", "extraneous");
  trees.options.delete_when = DeleteWhen::during;
  const auto before = trees.content("copy");
  trees.options.dry_run = true;
  const Recorder dry = trees.run();
  CHECK(trees.content("copy") == before);
  trees.options.dry_run = false;
  const Recorder real = trees.run();
  CHECK(dry.changed == real.changed);
  CHECK(dry.removed == real.removed);
  CHECK(dry.flags == real.flags);
  CHECK(trees.content("copy") == trees.content("source"));
}

TEST_CASE("what changed is moved, and only that") {
  Trees trees;
  fill(trees);
  trees.run();
  trees.write("source/file", "changed", 3000);
  trees.write("source/a/y", "longer");
  trees.write("source/new/file", "new");
  const Recorder recorder = trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
  CHECK(recorder.flags.at("file") == (item::transfer | item::modified_time));
  CHECK(recorder.flags.at("a/y") == (item::transfer | item::size));
  CHECK(recorder.flags.at("new/file") == (item::transfer | item::is_new));
  CHECK(recorder.flags.at("empty") == 0);
  CHECK(trees.last.stats.transferred_files == 3);
}

TEST_CASE("types that changed make way for each other") {
  Trees trees;
  trees.write("source/file", "was a directory");
  trees.make_dir("copy/file");
  trees.write("source/folder/x", "was a file");
  trees.write("copy/folder", "file");
  trees.run();
  CHECK(trees.content("copy") == trees.content("source"));

  trees.write("source/full", "was a directory with content");
  trees.write("copy/full/x", "in it");
  trees.expected_code = ExitCode::partial;
  CHECK(trees.run().errors.size() >= 1);
  CHECK(trees.read("copy/full/x") == "in it");
  trees.expected_code = ExitCode::ok;
  trees.options.force = true;
  trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
}

#ifndef _WIN32  // where making links is a privilege
TEST_CASE("what exists is told with how it differs") {
  Trees trees;
  trees.write("source/changed", "new", 2000);
  trees.write("copy/changed", "old", 1000);
  trees.write("source/equal", "same", 1000);
  trees.write("copy/equal", "same", 1000);
  trees.scratch.dir().open_dir("source").make_symlink("a", "link");
  trees.scratch.dir().open_dir("copy").make_symlink("b", "link");
  trees.options.ignore_existing = trees.options.links = trees.options.times = true;
  using Reasons = std::map<std::string, std::string>;
  CHECK(trees.run().reasons ==
        Reasons{{"changed", "file change"}, {"equal", "uptodate"}, {"link", "file change"}});
  trees.write("source/changed", "old", 2000);
  trees.options.checksum = true;
  CHECK(trees.run().reasons ==
        Reasons{{"changed", "attr change"}, {"equal", "uptodate"}, {"link", "sum change"}});
}
#endif

TEST_CASE("what exists is ignored, also a directory in a file's place") {
  Trees trees;
  trees.write("source/file", "new");
  trees.write("copy/file/kept", "content");
  trees.options.ignore_existing = true;
  trees.options.delete_when = DeleteWhen::during;
  CHECK(trees.run().has(Notice::skipped_existing, "file"));
  CHECK(trees.read("copy/file/kept") == "content");
}
