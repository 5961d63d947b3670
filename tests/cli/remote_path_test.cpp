#include "cli/remote_path.h"

#include <catch2/catch.hpp>

using smartsync::cli::is_remote;

TEST_CASE("a colon before any slash names another machine") {
  CHECK(is_remote("host:path"));
  CHECK(is_remote("user@host:"));
  CHECK(is_remote("host::module/path"));
  CHECK(is_remote("rsync://host/module"));
  CHECK(is_remote(":path"));
  CHECK(is_remote("[::1]:path"));
  CHECK_FALSE(is_remote("dir/host:path"));
  CHECK_FALSE(is_remote("./host:path"));
  CHECK_FALSE(is_remote("/a:b"));
  CHECK_FALSE(is_remote("plain"));
  CHECK_FALSE(is_remote(""));
}

#ifndef _WIN32
TEST_CASE("a machine's name may be one letter") {
  CHECK(is_remote("z:/project"));
}
#else
TEST_CASE("a drive is no machine") {
  CHECK_FALSE(is_remote("Z:\\project"));
  CHECK_FALSE(is_remote("c:/project"));
  CHECK_FALSE(is_remote("dir\\host:path"));
}
#endif
