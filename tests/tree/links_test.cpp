#include "engine/tree/links.h"

#include <catch2/catch.hpp>

using smartsync::tree::is_unsafe_link;

TEST_CASE("a link is unsafe if its text may lead out of the transfer") {
  struct Row {
    const char* target;
    const char* path;
    bool unsafe;
  };
  const Row rows[] = {
      {"file", "link", false},
      {"a/b", "link", false},
      {"/etc/passwd", "link", true},
      {"", "link", true},
      {"..", "link", true},
      {"../x", "link", true},
      {"../x", "a/link", false},
      {"../../x", "a/link", true},
      {"../../x", "a/b/link", false},
      {"./../x", "a/link", false},
      {"a/../x", "link", true},  // a may itself be a link elsewhere
      {"a/../../x", "link", true},
      {"..x", "link", false},
      {".", "link", false},
      {"a//b", "link", false},
      {"../../../x", "a/b/c/d", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target, row.path);
    CHECK(is_unsafe_link(row.target, row.path) == row.unsafe);
  }
}
