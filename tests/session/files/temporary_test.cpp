#include "engine/session/files/temporary.h"

#include <catch2/catch.hpp>

#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("temporary: known by its name") {
  const Scratch scratch;
  const auto file = make_temporary(scratch.dir(), 0600);
  CHECK(is_temporary_name(file->name()));
  CHECK(is_temporary_name(".smartsync-tmp.AbC123"));
  CHECK_FALSE(is_temporary_name(".smartsync-tmp.AbC1234"));
  CHECK_FALSE(is_temporary_name("smartsync-tmp.AbC123"));
  CHECK_FALSE(is_temporary_name(".smartsync"));
}

TEST_CASE("temporary: one that nobody holds is removed") {
  const Scratch scratch;
  write_file(scratch.dir(), ".smartsync-tmp.AbC123", "left behind");
  CHECK(remove_leftover(scratch.dir(), ".smartsync-tmp.AbC123", {}));
  CHECK(scratch.dir().list().entries.empty());
  CHECK_FALSE(remove_leftover(scratch.dir(), ".smartsync-tmp.AbC123", {}));
}

TEST_CASE("what dead runs left in the session directory goes") {
  const Scratch scratch;
  scratch.dir().make_dir(session_directory, 0755);
  const fs::Dir own = scratch.dir().open_dir(session_directory);
  write_file(own, ".smartsync-tmp.abcdef", "left");
  write_file(own, "project", "p");
  remove_session_leftovers(scratch.dir(), {});
  CHECK_FALSE(own.stat(".smartsync-tmp.abcdef"));
  CHECK(own.stat("project"));
}

TEST_CASE("temporary: a folder goes with what is in it") {
  std::string path;
  {
    const TemporaryFolder folder;
    path = folder.dir().path();
    write_file(folder.dir(), "f", "content");
    folder.dir().make_dir("sub", 0755);
    CHECK(folder.dir().list().entries.size() == 2);
  }
  CHECK_THROWS_AS(fs::Dir::open(path), Error);
}

TEST_CASE("temporary: a link goes with its maker") {
  if (fs::refuse_name("a:b")) return;  // Windows: symlinks need a privilege
  const Scratch scratch;
  {
    const TemporaryLink link(scratch.dir(), "elsewhere");
    CHECK(is_temporary_name(link.name()));
    CHECK(scratch.dir().read_link(link.name()) == "elsewhere");
  }
  CHECK(scratch.dir().list().entries.empty());
}

TEST_CASE(
    "temporary: a link that was left goes at once, or in time if other machines are at work") {
  if (fs::refuse_name("a:b")) return;
  const Scratch scratch;
  const std::string left = ".smartsync-tmp.AbC123";
  const Presence others{.other_machines = true};
  scratch.dir().make_symlink("elsewhere", left);
  CHECK_FALSE(remove_leftover(scratch.dir(), left, others));
  CHECK(remove_leftover(scratch.dir(), left, {}));
  scratch.dir().make_symlink("elsewhere", left);
  scratch.dir().set_times(left, std::nullopt, fs::Time{fs::now().seconds - 601, 0});
  CHECK(remove_leftover(scratch.dir(), left, others));
  CHECK(scratch.dir().list().entries.empty());
}

TEST_CASE("temporary: a directory goes with its maker, or with the next run") {
  const Scratch scratch;
  {
    const TemporaryDirectory made(scratch.dir(), 0755);
    CHECK(is_temporary_name(made.name()));
    CHECK(scratch.dir().stat(made.name())->type == fs::FileType::directory);
  }
  CHECK(scratch.dir().list().entries.empty());
  scratch.dir().make_dir(".smartsync-tmp.AbC123", 0755);
  const fs::Time now = fs::now();
  CHECK_FALSE(remove_leftover(scratch.dir(), ".smartsync-tmp.AbC123",
                              {.other_machines = true, .now = now}));
  CHECK(remove_leftover(scratch.dir(), ".smartsync-tmp.AbC123", {.now = now}));
  CHECK(scratch.dir().list().entries.empty());
}
