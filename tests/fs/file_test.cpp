#include "engine/fs/file.h"

#include <catch2/catch.hpp>

#include "engine/fs/dir.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::read_file;
using test::Scratch;
using test::write_file;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("reading at offsets ends at the end of the file") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "0123456789");
  const fs::File file = scratch.dir().open_read("f");
  file.expect_sequential();
  std::string buffer(4, '?');
  CHECK(file.read(3, std::as_writable_bytes(std::span(buffer))) == 4);
  CHECK(buffer == "3456");
  CHECK(file.read(8, std::as_writable_bytes(std::span(buffer))) == 2);
  CHECK(file.read(10, std::as_writable_bytes(std::span(buffer))) == 0);
  CHECK(file.read(1000, std::as_writable_bytes(std::span(buffer))) == 0);
}

TEST_CASE("writing past the end leaves zeros, truncating cuts and grows") {
  const Scratch scratch;
  const fs::File file = scratch.dir().create("f", 0644);
  file.write(3, bytes("x"));
  CHECK(read_file(scratch.dir(), "f") == std::string("\0\0\0x", 4));
  file.truncate(6);
  CHECK(read_file(scratch.dir(), "f") == std::string("\0\0\0x\0\0", 6));
  file.truncate(2);
  CHECK(file.stat().size == 2);
}

TEST_CASE("writing to a file opened for reading is refused") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  const fs::File file = scratch.dir().open_read("f");
  CHECK(error_of([&] { file.write(0, bytes("y")); }));
  CHECK(read_file(scratch.dir(), "f") == "x");
}

TEST_CASE("a moved file has one owner") {
  const Scratch scratch;
  fs::File first = scratch.dir().create("f", 0644);
  fs::File second = std::move(first);
  CHECK_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  CHECK(second.is_open());
  second.write(0, bytes("x"));
  second.close();
  CHECK_FALSE(second.is_open());
  second.close();
  CHECK(read_file(scratch.dir(), "f") == "x");
}

TEST_CASE("data ranges and holes cover the file") {
  const Scratch scratch;
  const fs::File file = scratch.dir().create("f", 0644);
  const std::string block(kMiB, 'a');
  file.write(0, bytes(block));
  file.write(4 * kMiB, bytes(block));
  file.truncate(8 * kMiB);
  // A filesystem may call a hole data, but never data a hole.
  std::uint64_t at = 0;
  bool first_found = false;
  bool second_found = false;
  while (const auto range = file.next_data(at, 8 * kMiB)) {
    CHECK(range->begin >= at);
    CHECK(range->end > range->begin);
    CHECK(range->end <= 8 * kMiB);
    first_found = first_found || (range->begin == 0 && range->end >= kMiB);
    second_found = second_found || (range->begin <= 4 * kMiB && range->end >= 5 * kMiB);
    at = range->end;
  }
  CHECK(first_found);
  CHECK(second_found);
  CHECK_FALSE(file.next_data(8 * kMiB, 8 * kMiB));
}

TEST_CASE("a punched hole reads as zeros and leaves the size and the rest alone") {
  const Scratch scratch;
  const fs::File file = scratch.dir().create("f", 0644);
  file.write(0, bytes(std::string(kMiB, 'a')));
  file.punch_hole(1000, 500'000);
  std::string expected(kMiB, 'a');
  expected.replace(1000, 500'000, 500'000, '\0');
  CHECK(read_file(scratch.dir(), "f") == expected);
  file.punch_hole(0, 0);
  CHECK(read_file(scratch.dir(), "f") == expected);
}

TEST_CASE("reserving space keeps the content, and the size if told to") {
  const Scratch scratch;
  const fs::File file = scratch.dir().create("f", 0644);
  file.write(0, bytes("abc"));
  (void)file.allocate(kMiB, true);
  CHECK(read_file(scratch.dir(), "f") == "abc");
  if (file.allocate(kMiB, false)) {
    CHECK(file.stat().size == kMiB);
  } else {
    CHECK(file.stat().size == 3);
  }
}

TEST_CASE("times and permissions are set through an open file") {
  const Scratch scratch;
  fs::File file = scratch.dir().create("f", 0600);
  file.set_times(fs::Time{1, 0}, fs::Time{1'500'000'000, 500});
  CHECK(file.stat().modified == fs::Time{1'500'000'000, 500});
  file.set_permissions(0444);
  CHECK((file.stat().permissions & 0222) == 0);
  file.close();
  CHECK(scratch.dir().stat("f")->modified == fs::Time{1'500'000'000, 500});
  scratch.dir().set_permissions("f", 0644);
}

TEST_CASE("a lock leaves the content free") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "content");
  {
    const fs::File file = scratch.dir().open_write("f");
    CHECK(file.try_lock() == fs::Lock::taken);
    file.write(0, std::as_bytes(std::span(std::string_view("C"))));
    const fs::File reader = scratch.dir().open_read("f");
    std::array<std::byte, 7> bytes{};
    CHECK(reader.read(0, bytes) == 7);
    CHECK(bytes[0] == std::byte{'C'});
  }
  CHECK(scratch.dir().open_write("f").try_lock() == fs::Lock::taken);
}
