// What only POSIX directories hold: fifos, sockets, devices, names of any bytes.
#include <catch2/catch.hpp>

#include "engine/fs/dir.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::read_file;
using test::Scratch;
using test::write_file;

TEST_CASE("fifos and sockets are made, and opening one neither blocks nor writes") {
  const Scratch scratch;
  scratch.dir().make_special("fifo", fs::FileType::fifo, 0600, 0);
  scratch.dir().make_special("socket", fs::FileType::socket, 0600, 0);
  CHECK(scratch.dir().stat("fifo")->type == fs::FileType::fifo);
  CHECK(scratch.dir().stat("socket")->type == fs::FileType::socket);
  CHECK_THROWS_WITH((void)scratch.dir().open_write("fifo"), Catch::Contains("not a regular file"));
  CHECK_NOTHROW((void)scratch.dir().open_read("fifo"));
  CHECK(error_of([&] { scratch.dir().make_special("f", fs::FileType::regular, 0600, 0); }) ==
        std::errc::invalid_argument);
}

TEST_CASE("devices keep their number and are written to only on purpose") {
  if (!fs::is_superuser()) {
    WARN("devices are made by the superuser only");
    return;
  }
  const Scratch scratch;
  const std::uint64_t null_device = fs::Dir::open("/dev").stat("null")->rdev;
  scratch.dir().make_special("null", fs::FileType::char_device, 0600, null_device);
  const fs::Stat made = *scratch.dir().stat("null");
  CHECK(made.type == fs::FileType::char_device);
  CHECK(made.rdev == null_device);
  CHECK_THROWS_AS((void)scratch.dir().open_write("null"), Error);
  const fs::File device = scratch.dir().open_write("null", fs::Devices::allow);
  device.write(0, std::as_bytes(std::span(std::string_view("gone"))));
}

TEST_CASE("names are bytes") {
  const Scratch scratch;
  for (const std::string& name : {std::string("\xff\xfe"), std::string("new\nline"),
                                  std::string("back\\slash"), std::string(255, 'n')}) {
    write_file(scratch.dir(), name, name);
    CHECK(read_file(scratch.dir(), name) == name);
  }
  CHECK(scratch.dir().list().entries.size() == 4);
  CHECK(error_of([&] { write_file(scratch.dir(), std::string(256, 'n'), ""); }) ==
        std::errc::filename_too_long);
}

TEST_CASE("paths deeper than PATH_MAX are reached") {
  const Scratch scratch;
  const std::string name(200, 'd');
  fs::Dir dir = scratch.dir();
  for (int depth = 0; depth < 30; ++depth) {
    dir.make_dir(name, 0755);
    dir = dir.open_dir(name);
  }
  write_file(dir, "f", "deep");
  CHECK(read_file(dir, "f") == "deep");
}

TEST_CASE("symlinks keep targets of any length") {
  const Scratch scratch;
  for (const std::size_t length : {1u, 255u, 256u, 257u, 1000u, 4000u}) {
    const std::string target(length, 't');
    const std::string name = "link" + std::to_string(length);
    const auto refused = error_of([&] { scratch.dir().make_symlink(target, name); });
    if (length > 1024 && refused == std::errc::filename_too_long)
      continue;  // XFS keeps 1,024 bytes
    CHECK_FALSE(refused);
    CHECK(scratch.dir().read_link(name) == target);
    CHECK(scratch.dir().stat(name)->size == length);
  }
  CHECK(error_of([&] { scratch.dir().make_symlink(std::string("a\0b", 3), "cut"); }) ==
        std::errc::invalid_argument);
  write_file(scratch.dir(), "f", "");
  CHECK(error_of([&] { (void)scratch.dir().read_link("f"); }) == std::errc::invalid_argument);
}

TEST_CASE("access times are kept where that is asked for") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "content");
  const fs::Time accessed{1'000'000, 0};
  scratch.dir().set_times("f", accessed, fs::Time{2'000'000, 0});
  const fs::File file = scratch.dir().open_read("f", {.keep_access_time = true});
  std::string buffer(7, '\0');
  CHECK(file.read(0, std::as_writable_bytes(std::span(buffer))) == 7);
  CHECK(scratch.dir().stat("f")->accessed == accessed);
}
