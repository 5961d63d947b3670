#include "engine/tree/fake_super.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using tree::format_fake_super;
using tree::parse_fake_super;

TEST_CASE("what rsync wrote is read, and written alike") {
  struct Row {
    const char* text;
    fs::FileType type;
    std::uint16_t permissions;
    std::uint32_t uid, gid;
    std::uint64_t rdev;
  };
  const Row rows[] = {
      {"100644 0,0 0:0", fs::FileType::regular, 0644, 0, 0, 0},
      {"104755 0,0 1000:100", fs::FileType::regular, 04755, 1000, 100, 0},
      {"40700 0,0 4294967294:1", fs::FileType::directory, 0700, 4294967294u, 1, 0},
      {"20666 1,3 0:0", fs::FileType::char_device, 0666, 0, 0, 0x103},
      {"60660 8,17 0:6", fs::FileType::block_device, 0660, 0, 6, 0x811},
      {"10600 0,0 5:6", fs::FileType::fifo, 0600, 5, 6, 0},
      {"140777 0,0 5:6", fs::FileType::socket, 0777, 5, 6, 0},
      {"20600 4095,1048575 0:0", fs::FileType::char_device, 0600, 0, 0, 0xfffffffff00 | 0xff},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    fs::Stat stat;
    REQUIRE(parse_fake_super(row.text, stat));
    CHECK(stat.type == row.type);
    CHECK(stat.permissions == row.permissions);
    CHECK(stat.uid == row.uid);
    CHECK(stat.gid == row.gid);
    CHECK(format_fake_super(stat) == row.text);
    if (row.rdev < 0x10000) CHECK(stat.rdev == row.rdev);
  }
}

TEST_CASE("anything else changes nothing") {
  for (const char* text :
       {"", "100644", "100644 0,0", "100644 0,0 0", "100644 0,0 0:0 ", "100644 0,0 0:0x",
        "x 0,0 0:0", "100648 0,0 0:0", "100644 0 0:0", "100644 -1,0 0:0", "100644 0,0 4294967296:0",
        "99999999999999999999 0,0 0:0", "644 0,0 0:0", " 100644 0,0 0:0"}) {
    CAPTURE(text);
    fs::Stat stat;
    stat.permissions = 0123;
    stat.uid = 77;
    CHECK_FALSE(parse_fake_super(text, stat));
    CHECK(stat.permissions == 0123);
    CHECK(stat.uid == 77);
    CHECK(stat.type == fs::FileType::regular);
  }
}

TEST_CASE("a file that stands for a link holds its target") {
  test::Scratch scratch;
  tree::make_stand_in_for_link("../a\nb", scratch.dir(), "link");
  CHECK(tree::read_stand_in_for_link(scratch.dir(), "link") == "../a\nb");
  CHECK(scratch.dir().stat("link")->type == fs::FileType::regular);
  test::write_file(scratch.dir(), "long", std::string(5000, 'x'));
  CHECK_THROWS_AS(tree::read_stand_in_for_link(scratch.dir(), "long"), Error);
  scratch.dir().make_dir("directory", 0755);
  CHECK_THROWS_AS(tree::read_stand_in_for_link(scratch.dir(), "directory"), Error);
  CHECK_THROWS_AS(tree::make_stand_in_for_node(scratch.dir(), "link"), Error);
  tree::make_stand_in_for_node(scratch.dir(), "node");
  CHECK(test::read_file(scratch.dir(), "node").empty());
}
