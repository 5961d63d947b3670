// Symlinks at both sides.
#include "engine/sync/nodes.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

#ifndef _WIN32
TEST_CASE("links are copied, left out, or followed") {
  Trees trees;
  trees.write("source/d/file", "content");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_symlink("d/file", "link");
  source.make_symlink("/etc/hostname", "unsafe");
  SECTION("copied") {
    trees.run();
    CHECK(trees.content("copy") == trees.content("source"));
    CHECK(trees.run().changed.empty());
    source.remove_file("link");
    source.make_symlink("d", "link");
    CHECK(trees.run().flags.at("link") & item::checksum);
    CHECK(trees.content("copy") == trees.content("source"));
  }
  SECTION("left out without -l") {
    trees.options.links = false;
    CHECK(trees.run().has(Notice::skipped_non_regular, "link"));
    CHECK_FALSE(trees.stat("copy/link"));
  }
  SECTION("left out if unsafe") {
    trees.options.safe_links = true;
    CHECK(trees.run().has(Notice::skipped_unsafe_link, "unsafe"));
    CHECK(trees.stat("copy/link"));
    CHECK_FALSE(trees.stat("copy/unsafe"));
  }
  SECTION("followed") {
    source.remove_file("unsafe");
    trees.options.copy_links = true;
    trees.run();
    CHECK(trees.content("copy").at("link") == "content");
    CHECK(trees.stat("copy/link")->type == fs::FileType::regular);
  }
  SECTION("a link to a directory at the destination is kept") {
    trees.make_dir("elsewhere");
    trees.make_dir("copy");
    trees.scratch.dir().open_dir("copy").make_symlink("../elsewhere", "d");
    trees.options.keep_dirlinks = true;
    trees.run();
    CHECK(trees.read("elsewhere/file") == "content");
    trees.options.keep_dirlinks = false;
    trees.run();
    CHECK(trees.stat("copy/d")->type == fs::FileType::directory);
  }
}

TEST_CASE("with --fake-super links and fifos are files, which stand for them") {
  Trees trees;
  const fs::Dir source = trees.place("source/x").first;
  source.make_symlink("nowhere", "link");
  source.make_special("fifo", fs::FileType::fifo, 0644, 0);
  trees.options.fake_super = trees.options.specials = trees.options.owner = true;
  trees.options.perms = trees.options.omit_dir_times = true;  // what is made in "copy" changes its
  try {
    source.set_xattr("", "user.probe", "1");
  } catch (const Error& error) {
    WARN("not tested here: " << error.what());
    return;
  }
  source.remove_xattr("", "user.probe");
  (void)trees.run();
  CHECK(trees.read("copy/link") == "nowhere");
  CHECK(trees.read("copy/fifo").empty());
  CHECK(trees.run().changed.empty());

  trees.options.sources = {trees.scratch.path() + "/copy/"};
  trees.options.destination = trees.scratch.path() + "/again/";
  CHECK(trees.run().changed.size() == 3);
  CHECK(trees.content("again") == trees.content("copy"));

  const fs::Dir copy = trees.scratch.dir().open_dir("copy");
  copy.remove_file("link");
  copy.make_symlink("nowhere", "link");
  trees.options.sources = {trees.scratch.path() + "/source/"};
  trees.options.destination = trees.scratch.path() + "/copy/";
  CHECK(trees.run().changed == Recorder::Paths{"link"});
  CHECK(trees.read("copy/link") == "nowhere");
}

#endif
