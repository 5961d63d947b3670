#include "engine/session/files/claim.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

TEST_CASE("claim: a lock that is granted counts unless another machine is at work") {
  const Scratch scratch;
  write_file(scratch.dir(), "file", "begun");
  CHECK(claim(scratch.dir().open_write("file"), {.other_machines = false}) == fs::Lock::taken);
  CHECK(claim(scratch.dir().open_write("file"), {.other_machines = true}) == fs::Lock::unsupported);
}

TEST_CASE("claim: a file's age is told by the tree's clock") {
  const Scratch scratch;
  write_file(scratch.dir(), "file", "begun");
  const fs::File file = scratch.dir().open_write("file");
  file.set_times({}, fs::Time{5'000, 0});
  CHECK_FALSE(is_older(file.stat(), 60, {.now = {5'060, 0}}));
  CHECK(is_older(file.stat(), 60, {.now = {5'061, 0}}));
  CHECK_FALSE(is_older(file.stat(), 60, {.now = {1'000, 0}}));
}
