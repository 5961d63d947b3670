#include "engine/sync/partial_dir.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;

namespace {

const sync::Options options;

}  // namespace

TEST_CASE("a directory for partial files, of one name or several") {
  const Scratch scratch;
  for (const char* where : {"parts", "in/parts", "in/parts/"}) {
    CAPTURE(where);
    CHECK_FALSE(sync::open_partial_dir(scratch.dir(), where, options));
    test::write_file(sync::make_partial_dir(scratch.dir(), where, options), "file", "half");
    CHECK(sync::open_partial_dir(scratch.dir(), where, options)->stat("file"));
    sync::remove_empty_partial_dir(scratch.dir(), where);
    CHECK(scratch.dir().stat("parts").has_value() == (std::string(where) == "parts"));
    sync::open_partial_dir(scratch.dir(), where, options)->remove_file("file");
    sync::remove_empty_partial_dir(scratch.dir(), where);
    CHECK_FALSE(sync::open_partial_dir(scratch.dir(), where, options));
  }
}

TEST_CASE("a directory for partial files that is the user's own stays") {
  const Scratch scratch;
  const std::string where = fs::absolute_path(scratch.dir().path_of("elsewhere"));
  scratch.dir().make_dir("folder", 0700);
  const fs::Dir folder = scratch.dir().open_dir("folder");
  CHECK_FALSE(sync::open_partial_dir(folder, where, options));
  test::write_file(sync::make_partial_dir(folder, where, options), "file", "half");
  const auto there = sync::open_partial_dir(folder, where, options);
  REQUIRE(there);
  there->remove_file("file");
  sync::remove_empty_partial_dir(folder, where);
  CHECK(scratch.dir().stat("elsewhere"));
  CHECK(folder.list().entries.empty());
}

TEST_CASE("a directory for partial files may lie above that of the file") {
  const Scratch scratch;
  scratch.dir().make_dir("folder", 0700);
  const fs::Dir folder = scratch.dir().open_dir("folder");
  const char* where = "../parts";
  CHECK_FALSE(sync::is_below_files(where));
  CHECK_FALSE(sync::open_partial_dir(folder, where, options));
  test::write_file(sync::make_partial_dir(folder, where, options), "file", "half");
  CHECK(scratch.dir().stat("parts/file"));
  sync::open_partial_dir(folder, where, options)->remove_file("file");
  sync::remove_empty_partial_dir(folder, where);
  CHECK_FALSE(scratch.dir().stat("parts"));
}

TEST_CASE("what is no directory gives way to the one for partial files") {
  const Scratch scratch;
  test::write_file(scratch.dir(), "parts", "a file");
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "parts", options));
  sync::make_partial_dir(scratch.dir(), "parts", options);
  CHECK(scratch.dir().stat("parts")->type == fs::FileType::directory);
#ifndef _WIN32
  scratch.dir().make_dir("outside", 0700);
  scratch.dir().make_symlink("outside", "link");
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "link", options));
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "link/below", options));
  CHECK_THROWS_AS(sync::make_partial_dir(scratch.dir(), "link/below", options), Error);
  test::write_file(sync::make_partial_dir(scratch.dir(), "link", options), "file", "half");
  CHECK(scratch.dir().open_dir("outside").list().entries.empty());
#endif
}
