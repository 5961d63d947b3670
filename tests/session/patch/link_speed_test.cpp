#include "engine/session/patch/link_speed.h"

#include <catch2/catch.hpp>

using namespace smartsync::session;

TEST_CASE("link speed: what was seen replaces what was assumed") {
  LinkSpeed speed;
  CHECK_FALSE(speed.is_measured());
  speed.saw_transfer(50'000'000, 1);
  CHECK(speed.is_measured());
  CHECK(speed.bytes_per_second() == Approx(50e6));
  speed.saw_transfer(100'000'000, 1);
  CHECK(speed.bytes_per_second() == Approx(75e6));
  speed.saw_request(0.009);
  CHECK(speed.seconds_per_request() == Approx(0.005));
  speed.saw_transfer(1, 0);  // a clock that stands still
  CHECK(speed.bytes_per_second() > 0);
}

TEST_CASE("link speed: bytes one after the other, requests side by side") {
  LinkSpeed speed;
  speed.saw_transfer(100'000'000, 1);
  speed.saw_request(0.003);
  CHECK(speed.seconds_for(200'000'000, 1, 64) == Approx(2.002));
  CHECK(speed.seconds_for(0, 640, 64) == Approx(0.020));
  CHECK(speed.seconds_for(0, 641, 64) == Approx(0.022));
}
