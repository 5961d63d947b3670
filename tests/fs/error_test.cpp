#include "engine/fs/error.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;

TEST_CASE("an error is one sentence with action, path, reason and number") {
  const Error error("cannot open", "/z/report.xlsx",
                    std::make_error_code(std::errc::permission_denied));
  CHECK(std::string(error.what()) ==
        "cannot open \"/z/report.xlsx\": " + std::generic_category().message(EACCES) + " (" +
            std::to_string(EACCES) + ")");
  CHECK(error.path() == "/z/report.xlsx");
  CHECK(error.code() == std::errc::permission_denied);
}

TEST_CASE("a failure that no OS call reported stands as it was written") {
  const Error error("the block index is damaged", "a/b");
  CHECK(std::string(error.what()) == "the block index is damaged");
  CHECK(error.path() == "a/b");
  CHECK_FALSE(error.code());
}

TEST_CASE("a failed call names the full path as the user typed it") {
  const Scratch scratch;
  scratch.dir().make_dir("inner", 0755);
  const fs::Dir inner = scratch.dir().open_dir("inner");
  try {
    (void)inner.open_read("missing.csv");
    FAIL("opened a file that does not exist");
  } catch (const Error& error) {
    CHECK(error.path() == scratch.path() + "/inner/missing.csv");
    CHECK(error.code() == std::errc::no_such_file_or_directory);
    CHECK(std::string(error.what()).find("cannot open \"" + error.path() + "\": ") == 0);
  }
}

TEST_CASE("a directory that is not there is named") {
  const Scratch scratch;
  const std::string path = scratch.path() + "/nowhere";
  CHECK_THROWS_WITH(fs::Dir::open(path),
                    Catch::StartsWith("cannot open directory \"" + path + "\": "));
}
