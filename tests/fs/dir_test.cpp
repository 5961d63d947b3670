#include "engine/fs/dir.h"

#include <catch2/catch.hpp>

#include "engine/fs/volume.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::read_file;
using test::Scratch;
using test::write_file;

TEST_CASE("files are created once, read and written") {
  const Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  write_file(dir, "a", "content");
  CHECK(read_file(dir, "a") == "content");
  CHECK(error_of([&] { (void)dir.create("a", 0644); }) == std::errc::file_exists);
  CHECK(read_file(dir, "a") == "content");

  const fs::File file = dir.open_write("a");
  file.write(3, std::as_bytes(std::span(std::string_view("TENTS"))));
  CHECK(read_file(dir, "a") == "conTENTS");
  CHECK(error_of([&] { (void)dir.open_write("b"); }) == std::errc::no_such_file_or_directory);
}

TEST_CASE("only regular files are opened for writing") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  CHECK_THROWS_AS((void)scratch.dir().open_write("d"), Error);
}

TEST_CASE("directories open by name and by path, and are absent without an error") {
  const Scratch scratch;
  scratch.dir().make_dir("a", 0755);
  scratch.dir().open_dir("a").make_dir("b", 0755);
  write_file(scratch.dir().open_dir("a/b"), "c", "deep");
  CHECK(read_file(scratch.dir(), "a/b/c") == "deep");
  CHECK(scratch.dir().open_dir("a/b").path() == scratch.path() + "/a/b");
  CHECK(scratch.dir().open_dir_if_exists("a/b").has_value());
  CHECK_FALSE(scratch.dir().open_dir_if_exists("a/x").has_value());
  CHECK_FALSE(scratch.dir().open_dir_if_exists("x/b").has_value());
  CHECK_FALSE(scratch.dir().open_dir_if_exists("a/b/c").has_value());
  CHECK(error_of([&] { (void)scratch.dir().open_dir("x"); }) ==
        std::errc::no_such_file_or_directory);
}

TEST_CASE("stat tells type, size and absence") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  write_file(scratch.dir(), "f", "12345");
  write_file(scratch.dir().open_dir("d"), "g", "1");
  CHECK(scratch.dir().stat("d")->type == fs::FileType::directory);
  CHECK(scratch.dir().stat("f")->type == fs::FileType::regular);
  CHECK(scratch.dir().stat("f")->size == 5);
  CHECK(scratch.dir().stat("d/g")->size == 1);
  CHECK(scratch.dir().stat("")->type == fs::FileType::directory);
  CHECK(scratch.dir().stat_self().inode == scratch.dir().stat("")->inode);
  CHECK_FALSE(scratch.dir().stat("x"));
  CHECK_FALSE(scratch.dir().stat("f/x"));
  CHECK_FALSE(scratch.dir().stat("d/x/y"));
}

TEST_CASE("a path that the user named may be absolute and lead upwards") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  write_file(scratch.dir(), "f", "content");
  const fs::Dir inner = scratch.dir().open_dir("d");
  for (const std::string& path : {std::string("../f"), scratch.path() + "/f"}) {
    CHECK(inner.stat(path, fs::Follow::yes)->size == 7);
    CHECK(inner.open_read(path, {.follow = fs::Follow::yes}).stat().size == 7);
  }
  CHECK(inner.open_dir("..", fs::Follow::yes).stat("f")->size == 7);
  CHECK(inner.open_dir(scratch.path() + "/d/", fs::Follow::yes).list().entries.empty());
  CHECK(inner.open_dir("", fs::Follow::yes).list().entries.empty());
  CHECK_FALSE(inner.stat("../x", fs::Follow::yes));
  CHECK_FALSE(inner.open_dir_if_exists(scratch.path() + "/x", fs::Follow::yes));
}

TEST_CASE("rename moves between directories and replaces") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  const fs::Dir inner = scratch.dir().open_dir("d");
  write_file(scratch.dir(), "new", "new");
  write_file(inner, "old", "old");
  scratch.dir().rename("new", inner, "old");
  CHECK(read_file(inner, "old") == "new");
  CHECK_FALSE(scratch.dir().stat("new"));
  CHECK(error_of([&] { scratch.dir().rename("new", inner, "old"); }) ==
        std::errc::no_such_file_or_directory);
}

TEST_CASE("removing tells a file from a directory") {
  const Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  dir.make_dir("d", 0755);
  write_file(dir.open_dir("d"), "f", "x");
  CHECK(error_of([&] { dir.remove_dir("d"); }) == std::errc::directory_not_empty);
  CHECK(error_of([&] { dir.remove_file("d"); }));
  dir.open_dir("d").remove_file("f");
  dir.remove_dir("d");
  CHECK_FALSE(dir.stat("d"));
  CHECK(error_of([&] { dir.remove_file("f"); }) == std::errc::no_such_file_or_directory);
}

TEST_CASE("hard links share one file") {
  const Scratch scratch;
  write_file(scratch.dir(), "a", "one");
  scratch.dir().make_link("a", scratch.dir(), "b");
  CHECK(scratch.dir().stat("a")->inode == scratch.dir().stat("b")->inode);
  CHECK(scratch.dir().stat("a")->links == 2);
  CHECK(error_of([&] { scratch.dir().make_link("a", scratch.dir(), "b"); }) ==
        std::errc::file_exists);
}

TEST_CASE("a directory is not opened for writing") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  CHECK(error_of([&] { (void)scratch.dir().open_write("d"); }) == std::errc::is_a_directory);
}

TEST_CASE("times are set on files and directories, one at a time") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().make_dir("d", 0755);
  // Windows keeps units of 100 ns.
  const fs::Time modified{1'234'567'890, 123'456'700};
  const fs::Time accessed{1'000'000'000, 700};
  for (const char* name : {"f", "d"}) {
    scratch.dir().set_times(name, accessed, modified);
    CHECK(scratch.dir().stat(name)->modified == modified);
    CHECK(scratch.dir().stat(name)->accessed == accessed);
    scratch.dir().set_times(name, std::nullopt, fs::Time{5, 0});
    CHECK(scratch.dir().stat(name)->modified == fs::Time{5, 0});
    CHECK(scratch.dir().stat(name)->accessed == accessed);
  }
  scratch.dir().set_times("", std::nullopt, modified);
  CHECK(scratch.dir().stat_self().modified == modified);
  scratch.dir().set_times("f", std::nullopt, fs::Time{-1, 500'000'000});  // before 1970
  CHECK(scratch.dir().stat("f")->modified == fs::Time{-1, 500'000'000});
}

TEST_CASE("permission to write is given and taken") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().set_permissions("f", 0444);
  CHECK((scratch.dir().stat("f")->permissions & 0222) == 0);
  scratch.dir().set_permissions("f", 0644);
  CHECK((scratch.dir().stat("f")->permissions & 0200) == 0200);
}

TEST_CASE("a read-only file can be replaced and deleted") {
  const Scratch scratch;
  write_file(scratch.dir(), "a", "old");
  write_file(scratch.dir(), "b", "new");
  scratch.dir().set_permissions("a", 0444);
  scratch.dir().set_permissions("b", 0444);
  scratch.dir().rename("b", scratch.dir(), "a");
  CHECK(read_file(scratch.dir(), "a") == "new");
  scratch.dir().remove_file("a");
  CHECK_FALSE(scratch.dir().stat("a"));
}

TEST_CASE("what was synced is still there") {
  const Scratch scratch;
  write_file(scratch.dir(), "a", "x");
  scratch.dir().open_write("a").sync();
  scratch.dir().sync();
  CHECK(read_file(scratch.dir(), "a") == "x");
}

TEST_CASE("a temporary directory of this machine lies on a known volume") {
  const Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  const fs::Volume volume = fs::volume_of(scratch.dir());
  CHECK(volume.id == fs::volume_of(scratch.dir().open_dir("d")).id);
  CHECK_FALSE(volume.type.empty());
}

TEST_CASE("a fresh stat tells what a name is now") {
  const Scratch scratch;
  CHECK_FALSE(scratch.dir().stat_fresh("f"));
  write_file(scratch.dir(), "f", "content");
  REQUIRE(scratch.dir().stat_fresh("f"));
  CHECK(scratch.dir().stat_fresh("f")->size == 7);
  CHECK(fs::is_same_file(*scratch.dir().stat_fresh("f"), *scratch.dir().stat("f")));
  CHECK_THROWS_AS(scratch.dir().stat_fresh("../f"), Error);
  scratch.dir().remove_file("f");
  CHECK_FALSE(scratch.dir().stat_fresh("f"));
}
