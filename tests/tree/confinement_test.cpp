#include "engine/tree/confinement.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

namespace {

// in/file, in/deep/, out/file
struct Two {
  Two() {
    for (const char* name : {"in", "out"}) {
      scratch.dir().make_dir(name, 0755);
      write_file(scratch.dir().open_dir(name), "file", "x");
    }
    scratch.dir().open_dir("in").make_dir("deep", 0755);
  }

  bool holds(const std::string& path, bool follow_last = true) const {
    return tree::Confinement(scratch.path() + "/in").holds(scratch.dir(), path, follow_last);
  }

  Scratch scratch;
};

}  // namespace

TEST_CASE("what lies in the root may be used, and the root itself") {
  const Two two;
  CHECK(two.holds("in/file"));
  CHECK(two.holds("in/deep"));
  CHECK(two.holds("in/deep/."));
  CHECK(two.holds("in"));
  CHECK(two.holds("out/../in/file"));
  CHECK(two.holds(two.scratch.path() + "/in/file"));
  CHECK(two.holds("in/missing"));
  CHECK(two.holds("missing/file"));
}

TEST_CASE("what lies beside the root, or above it, may not") {
  const Two two;
  CHECK_FALSE(two.holds("out/file"));
  CHECK_FALSE(two.holds("out"));
  CHECK_FALSE(two.holds("out/missing"));
  CHECK_FALSE(two.holds("in/.."));
  CHECK_FALSE(two.holds("in/../out/file"));
  CHECK_FALSE(two.holds("."));
  CHECK_FALSE(two.holds(two.scratch.path() + "/out/file"));
}

TEST_CASE("nothing lies in a root that is not there") {
  const Two two;
  const tree::Confinement nowhere(two.scratch.path() + "/nowhere");
  CHECK_FALSE(nowhere.holds(two.scratch.path() + "/in/file"));
}

#ifndef _WIN32  // where making symlinks takes a privilege

TEST_CASE("symlinks count by where they lead") {
  const Two two;
  const fs::Dir in = two.scratch.dir().open_dir("in");
  const fs::Dir out = two.scratch.dir().open_dir("out");
  in.make_symlink("../out/file", "leaves");
  in.make_symlink("../out", "way");
  in.make_symlink("loop", "loop");
  out.make_symlink(two.scratch.path() + "/in/file", "enters");
  CHECK_FALSE(two.holds("in/leaves"));
  CHECK(two.holds("in/leaves", false));
  CHECK_FALSE(two.holds("in/way/file", false));
  CHECK_FALSE(two.holds("in/loop"));
  CHECK(two.holds("out/enters"));
  CHECK_FALSE(two.holds("out/enters", false));
  two.scratch.dir().make_symlink("in", "other");
  CHECK(tree::Confinement(two.scratch.path() + "/other").holds(two.scratch.path() + "/in/file"));
}

#endif
