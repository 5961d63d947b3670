#include "engine/fs/users.h"

#include <catch2/catch.hpp>

using namespace smartsync;

TEST_CASE("the superuser has a name, and the name an id") {
  CHECK(fs::user_name(0) == "root");
  CHECK(fs::user_id("root") == 0U);
  CHECK(fs::group_name(0) == "root");
  CHECK(fs::group_id("root") == 0U);
}

TEST_CASE("ids and names that nobody has give nothing, each time they are asked") {
  for (int round = 0; round < 2; ++round) {
    CHECK_FALSE(fs::user_name(4'000'000'001U));
    CHECK_FALSE(fs::group_name(4'000'000'001U));
    CHECK_FALSE(fs::user_id("smartsync no such user"));
    CHECK_FALSE(fs::group_id("smartsync no such group"));
  }
}
