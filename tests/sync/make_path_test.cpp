#include "engine/sync/make_path.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;

TEST_CASE("directories are made as far as they are missing") {
  const Scratch scratch;
  scratch.dir().make_dir("a", 0700);
  const fs::Dir made = sync::make_dirs(scratch.dir(), "a/b//./c");
  CHECK(made.path() == scratch.dir().path_of("a/b/c"));
  CHECK(scratch.dir().stat("a/b/c")->type == fs::FileType::directory);
  CHECK(sync::open_made_path(scratch.path() + "/x/y/z/").path().starts_with(scratch.path()));
  CHECK(scratch.dir().stat("x/y/z"));
  CHECK(sync::open_made_path(scratch.path()).is_open());
#ifndef _WIN32
  sync::make_dirs(scratch.dir(), "mine", {}, sync::private_permissions);
  CHECK(scratch.dir().stat("mine")->permissions == 0700);
#endif
}

#ifdef _WIN32
TEST_CASE("what lies on a drive or share that is not there is not made elsewhere") {
  for (const char* path : {"Q:/a/b", "//no-server/share/a/b"}) {
    CHECK_THROWS_AS(sync::open_made_path(path), Error);
  }
  CHECK_FALSE(fs::Dir::open("/").stat("no-server"));
}
#endif

TEST_CASE("each directory that is made is told, outer ones first") {
  const Scratch scratch;
  scratch.dir().make_dir("there", 0700);
  std::vector<std::string> paths;
  sync::make_dirs(scratch.dir(), "there/inner/beyond",
                  [&](const fs::Dir& dir, const std::string& path) {
                    CHECK(dir.path() == scratch.dir().path_of(path));
                    paths.push_back(path);
                  });
  CHECK(paths == std::vector<std::string>{"there/inner", "there/inner/beyond"});
}

TEST_CASE("a file in the way is an error, and a link is not followed") {
  const Scratch scratch;
  test::write_file(scratch.dir(), "file", "");
  CHECK_THROWS_AS(sync::make_dirs(scratch.dir(), "file/below"), Error);
#ifndef _WIN32
  scratch.dir().make_dir("outside", 0700);
  scratch.dir().make_symlink("outside", "link");
  CHECK_THROWS_AS(sync::make_dirs(scratch.dir(), "link/below"), Error);
  CHECK(scratch.dir().open_dir("outside").list().entries.empty());
#endif
}

TEST_CASE("a directory that is not empty stays") {
  const Scratch scratch;
  scratch.dir().make_dir("full", 0700);
  test::write_file(scratch.dir().open_dir("full"), "file", "");
  scratch.dir().make_dir("empty", 0700);
  for (const char* name : {"full", "empty", "missing"}) sync::remove_if_empty(scratch.dir(), name);
  CHECK(scratch.dir().stat("full"));
  CHECK_FALSE(scratch.dir().stat("empty"));
}
