#include "engine/session/node.h"

#include <catch2/catch.hpp>

using namespace smartsync::session;

TEST_CASE("a directory comes right before everything in it") {
  PathMap<int> paths;
  for (const char* path : {"a-b", "a/b", "a", "a.b", "a/b/c", "a/b-c", "b", "\xffz", "a\x01"})
    paths[path];
  std::vector<std::string> order;
  for (const auto& [path, value] : paths) order.push_back(path);
  CHECK(order == std::vector<std::string>{"a", "a/b", "a/b/c", "a/b-c", "a\x01", "a-b", "a.b", "b",
                                          "\xffz"});
  CHECK(paths.find("a/b") != paths.end());
  CHECK(paths.find("a/") == paths.end());
}

TEST_CASE("a path that was read somewhere must stay inside") {
  for (const char* path : {"a", "a/b", "...", "a/..b", " "}) CHECK(is_inner_path(path));
  for (const char* path : {"", "/", "/a", "a/", "a//b", "..", "a/..", "./a", "a/../b"})
    CHECK_FALSE(is_inner_path(path));
  CHECK_FALSE(is_inner_path(std::string_view("a\0b", 3)));
}

TEST_CASE("a path lies in its directories") {
  CHECK(is_within("a/b", "a"));
  CHECK(is_within("a", "a"));
  CHECK(is_within("a", ""));
  CHECK_FALSE(is_within("ab", "a"));
  CHECK_FALSE(is_within("a", "a/b"));
  CHECK(parent_of("a/b/c") == "a/b");
  CHECK(parent_of("a").empty());
}
