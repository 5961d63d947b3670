#include "engine/session/files/remove_tree.h"

#include <catch2/catch.hpp>

#include "engine/sync/make_path.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;
using smartsync::test::Scratch;
using smartsync::test::write_file;

TEST_CASE("a directory is emptied, and nothing else") {
  const Scratch scratch;
  write_file(sync::make_dirs(scratch.dir(), "gone/a/b"), "f", "f");
  write_file(sync::make_dirs(scratch.dir(), "gone"), ".hidden", "h");
  write_file(sync::make_dirs(scratch.dir(), "kept"), "f", "f");
  bool has_link = true;
  try {
    scratch.dir().open_dir("gone").make_symlink("../kept", "link");
  } catch (const Error&) {
    has_link = false;  // Windows, without the right to make one
  }
  CAPTURE(has_link);
  remove_content(scratch.dir().open_dir("gone"));
  CHECK(scratch.dir().open_dir("gone").list().entries.empty());
  CHECK(scratch.dir().stat("kept/f"));
}
