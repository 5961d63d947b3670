#include "engine/fs/within.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;

TEST_CASE("a directory within another is opened by its path") {
  const Scratch scratch;
  scratch.dir().make_dir("a", 0755);
  scratch.dir().open_dir("a").make_dir("b", 0755);
  CHECK(fs::open_within(scratch.dir(), "a//./b")->stat_self().inode ==
        scratch.dir().open_dir("a/b").stat_self().inode);
  CHECK(fs::open_within(scratch.dir(), "").has_value());
  CHECK_FALSE(fs::open_within(scratch.dir(), "a/../../x"));
  CHECK_THROWS_AS(fs::open_within(scratch.dir(), "a/missing"), Error);
}

#ifndef _WIN32
TEST_CASE("symlinks within a directory are followed, those that lead out of it are not") {
  const Scratch scratch;
  scratch.dir().make_dir("top", 0755);
  scratch.dir().make_dir("out", 0755);
  const fs::Dir top = scratch.dir().open_dir("top");
  top.make_dir("real", 0755);
  top.make_dir("deep", 0755);
  const fs::Dir deep = top.open_dir("deep");
  deep.make_symlink("../real", "up");
  deep.make_symlink("../../out", "away");
  deep.make_symlink(scratch.path() + "/top/real", "absolute");
  deep.make_symlink("circle", "circle");
  deep.make_symlink("gone", "dangling");
  top.make_symlink("deep/up", "chain");
  top.make_symlink("deep/away", "long-way");

  const auto real = top.open_dir("real").stat_self();
  for (const char* path : {"deep/up", "chain", "deep/../real"})
    CHECK(fs::is_same_file(fs::open_within(top, path)->stat_self(), real));
  for (const char* path : {"deep/away", "deep/absolute", "deep/circle", "long-way"})
    CHECK_FALSE(fs::open_within(top, path));
  CHECK_THROWS_AS(fs::open_within(top, "deep/dangling"), Error);
}
#endif
