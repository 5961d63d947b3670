#include "engine/tree/link_owners.h"

#include <catch2/catch.hpp>
#include <string>
#include <system_error>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

#ifndef _WIN32  // where links have no owners

namespace {

// d/file, and links to it: "mine" belongs to who runs the test.
struct Links {
  Links() {
    scratch.dir().make_dir("d", 0755);
    write_file(scratch.dir().open_dir("d"), "file", "x");
    scratch.dir().make_symlink("d", "mine");
    scratch.dir().make_symlink(scratch.path() + "/d", "absolute");
    scratch.dir().open_dir("d").make_symlink("../mine", "up");
    scratch.dir().make_symlink("loop", "loop");
  }

  bool refuses(const std::string& path, bool follow_last = false) {
    try {
      tree::refuse_links_of_others(scratch.dir(), path, follow_last);
      return false;
    } catch (const Error& error) {
      CHECK(error.code() == std::errc::too_many_symbolic_link_levels);
      CHECK(error.path() == scratch.dir().path_of(path));
      return true;
    }
  }

  Scratch scratch;
};

}  // namespace

TEST_CASE("one's own symlinks are followed, and what is missing ends the way") {
  Links links;
  for (const char* path : {"d/file", "mine/file", "absolute/file", "d/up/file", "d/../mine/./file",
                           "none/file", "mine/none/x", "d/file/x", "", "."}) {
    INFO(path);
    CHECK_FALSE(links.refuses(path, true));
  }
}

TEST_CASE("a path as it was typed") {
  Links links;
  const std::string top = fs::absolute_path(links.scratch.path());
  CHECK_NOTHROW(tree::refuse_links_of_others(top + "/mine/file", true));
  CHECK_NOTHROW(tree::refuse_links_of_others(top + "/none", true));
  CHECK_NOTHROW(tree::refuse_links_of_others("", true));
  CHECK_NOTHROW(tree::refuse_links_of_others("/", true));
  try {
    tree::refuse_links_of_others(top + "/loop/file", true);
    FAIL();
  } catch (const Error& error) {
    CHECK(error.path() == top + "/loop/file");
  }
}

TEST_CASE("a loop of symlinks is refused") {
  Links links;
  CHECK(links.refuses("loop/file"));
  CHECK(links.refuses("loop", true));
  CHECK_FALSE(links.refuses("loop"));
}

TEST_CASE("symlinks of another user are refused wherever the way leads through them") {
  Links links;
  if (!fs::is_superuser()) {
    WARN("only the superuser can make another user's symlinks: not tested");
    return;
  }
  links.scratch.dir().set_owner("mine", 65534, std::nullopt);
  CHECK(links.refuses("mine/file"));
  CHECK(links.refuses("d/up/file"));
  CHECK(links.refuses("d/up", true));
  CHECK_FALSE(links.refuses("d/up"));
  CHECK(links.refuses("mine", true));
  CHECK_FALSE(links.refuses("mine"));
  CHECK_FALSE(links.refuses("absolute/file"));
}

#endif
