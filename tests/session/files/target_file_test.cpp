#include "engine/session/files/target_file.h"

#include <catch2/catch.hpp>

#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("target file: its directory and its name") {
  const Scratch scratch;
  scratch.dir().make_dir("a", 0755);
  scratch.dir().open_dir("a").make_dir("b", 0755);
  CHECK(FilePlace(scratch.dir(), "f").name == "f");
  CHECK(FilePlace(scratch.dir(), "f").dir.path() == scratch.path());
  const FilePlace deep(scratch.dir(), "a/b/f");
  CHECK(deep.name == "f");
  CHECK(deep.dir.path() == scratch.dir().path_of("a/b"));
  CHECK_THROWS_AS(FilePlace(scratch.dir(), "../x/f"), Error);
}

TEST_CASE("target file: the expected version, another one, none") {
  const Scratch scratch;
  put(scratch.dir(), "f", bytes_of("content"));
  const FilePlace place(scratch.dir(), "f"), free(scratch.dir(), "free");
  const Identity version = identity(scratch.dir(), "f");
  CHECK_NOTHROW(require_version(place, version));
  CHECK_NOTHROW(require_version(free, std::nullopt));
  CHECK_THROWS_AS(require_version(place, std::nullopt), ChangedMeanwhile);
  CHECK_THROWS_AS(require_version(free, version), ChangedMeanwhile);

  fs::File open = scratch.dir().open_read("f");
  CHECK_NOTHROW(require_version(open, version));
  CHECK_NOTHROW(require_unchanged(open, open.stat()));
  const fs::Stat before = open.stat();
  overwrite(scratch.dir(), "f", 0, bytes_of("C"));
  CHECK_THROWS_AS(require_version(place, version), ChangedMeanwhile);
  CHECK_THROWS_AS(require_unchanged(open, before), ChangedMeanwhile);

  open.close();  // older versions of Windows, and wine, replace no open file

  // Replaced by a file of the same size and time.
  put(scratch.dir(), "other", bytes_of("content"));
  scratch.dir().set_times("other", std::nullopt, version.modified);
  scratch.dir().rename("other", scratch.dir(), "f");
  CHECK_THROWS_AS(require_version(place, version), ChangedMeanwhile);
}
