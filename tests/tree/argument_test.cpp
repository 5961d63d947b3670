#include "engine/tree/argument.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"

using smartsync::tree::split_argument;

TEST_CASE("a source argument is taken apart as rsync does") {
  struct Row {
    const char* typed;
    bool relative;
    const char* base;
    const char* path;
    bool contents;
  };
  const Row rows[] = {
      {"file", false, "", "file", false},
      {"a/b/file", false, "a/b", "file", false},
      {"/file", false, "/", "file", false},
      {"/a/b", false, "/a", "b", false},
      {"a/", false, "a", "", true},
      {"a/b/", false, "a/b", "", true},
      {"a/.", false, "a", "", true},
      {".", false, "", "", true},
      {"./", false, ".", "", true},
      {"..", false, "..", "", true},
      {"a/..", false, "a/..", "", true},
      {"/", false, "/", "", true},
      {"a//b", false, "a/", "b", false},
      {"file", true, "", "file", false},
      {"a/b/file", true, "", "a/b/file", false},
      {"/a/b", true, "/", "a/b", false},
      {"a/./b/c", true, "a", "b/c", false},
      {"/a/./b/", true, "/a", "b", true},
      {"a/b/", true, "", "a/b", true},
      {"a/.", true, "a", "", true},
      {"a//./b//c", true, "a/", "b/c", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed, row.relative);
    const auto argument = split_argument(row.typed, row.relative);
    CHECK(argument.base == row.base);
    CHECK(argument.path == row.path);
    CHECK(argument.contents == row.contents);
  }
}

#ifdef _WIN32
TEST_CASE("a source argument starts at a drive or a share") {
  CHECK(split_argument("C:/a/b", false).base == "C:/a");
  CHECK(split_argument("C:/a", false).base == "C:/");
  CHECK(split_argument("C:/", false).contents);
  CHECK(split_argument("C:/", false).base == "C:/");
  CHECK(split_argument("C:/a/b", true).base == "C:/");
  CHECK(split_argument("//server/share/a/b", true).base == "//server/share/");
  CHECK(split_argument("//server/share/a/b", true).path == "a/b");
  CHECK(split_argument("//server/share/a", false).base == "//server/share/");
  CHECK(split_argument("//server/share", false).contents);
}
#endif

TEST_CASE("the base travels where the travelling part starts in a dot") {
  for (const char* typed : {"./a", "./a/b", "a/././b", "a/./././b", "././././a/./b", "/a/././b"}) {
    CAPTURE(typed);
    CHECK(split_argument(typed, true).with_base);
  }
  for (const char* typed : {"a", "a/./b", "./a/./b", "././a", ".//./a", "a/.//b", "/./a/./b"}) {
    CAPTURE(typed);
    CHECK_FALSE(split_argument(typed, true).with_base);
  }
}

TEST_CASE("a path that is sent whole does not climb") {
  CHECK_THROWS_AS(split_argument("a/../b", true), smartsync::tree::ArgumentError);
  CHECK_THROWS_AS(split_argument("../b", true), smartsync::tree::ArgumentError);
  CHECK(split_argument("../a/./b", true).base == "../a");
}

TEST_CASE("a name of a list stays below the list's base") {
  const std::pair<const char*, const char*> cases[] = {
      {"a/b", "a/b"},  {"/a//b/", "a/b/"},        {"..", "."},        {"../a", "a"},
      {"p/../r", "r"}, {"p/./../r", "r"},         {"a/b/../..", "."}, {"a/../../../b/", "b/"},
      {"./a", "./a"},  {"a/./b", "a/./b"},        {"/", "."},         {"", "."},
      {"...", "..."},  {"a/..b/c..", "a/..b/c.."}};
  for (const auto& [name, below] : cases) {
    CAPTURE(name);
    CHECK(tree::stay_below(name) == below);
  }
}

TEST_CASE("the directories on the way to a path") {
  CHECK(smartsync::tree::directories_to("a/b/c") == std::vector<std::string>{"a", "a/b"});
  CHECK(smartsync::tree::directories_to("a").empty());
  CHECK(smartsync::tree::directories_to("").empty());
}
