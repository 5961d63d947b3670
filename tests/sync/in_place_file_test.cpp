#include "engine/sync/in_place_file.h"

#include <catch2/catch.hpp>

#include "tests/session/another_user.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using sync::InPlaceFile;
using test::Scratch;

namespace {

constexpr std::uint32_t nobody = 65534;

// A locked file that belongs to whom AnotherUser acts as.
void make_locked(const fs::Dir& dir) {
  test::write_file(dir, "file", "old");
  dir.set_permissions("file", 0444);
  if (!fs::is_superuser()) return;
  dir.set_owner("file", nobody, nobody);
  dir.set_owner("", nobody, nobody);
}

std::uint16_t permissions(const fs::Dir& dir) {
  return dir.stat("file").value().permissions;
}

}  // namespace

#ifndef _WIN32  // wine lets its superuser write into locked files
TEST_CASE(
    "a locked file is open for writing, and gets its permissions back unless it is complete") {
  const Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  make_locked(dir);
  const std::uint16_t locked = permissions(dir);
  const test::AnotherUser somebody;
  {
    const InPlaceFile in_place(dir, "file", dir.stat("file"));
    in_place.file().write(0, std::as_bytes(std::span("new", 3)));
    CHECK(permissions(dir) != locked);
  }
  CHECK(permissions(dir) == locked);
  CHECK(test::read_file(dir, "file") == "new");

  InPlaceFile(dir, "file", dir.stat("file")).complete();
  CHECK(permissions(dir) != locked);
}
#endif

TEST_CASE("a file of another user stays locked") {
  const Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  if (!fs::is_superuser()) return;  // cannot give it away
  make_locked(dir);
  dir.set_owner("file", nobody - 1, nobody);
  [[maybe_unused]] const test::AnotherUser somebody;
  const auto open = [&] { const InPlaceFile file(dir, "file", dir.stat("file")); };
  CHECK(test::error_of(open) == std::errc::permission_denied);
  CHECK(permissions(dir) == 0444);
}

TEST_CASE("what does not exist is created") {
  const Scratch scratch;
  const InPlaceFile in_place(scratch.dir(), "file", std::nullopt);
  CHECK(in_place.file().stat().size == 0);
  CHECK(scratch.dir().stat("file").has_value());
}
