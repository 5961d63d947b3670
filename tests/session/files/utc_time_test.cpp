#include "engine/session/files/utc_time.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace smartsync;
using namespace smartsync::session;

TEST_CASE("times are written in UTC", "[session][utc_time]") {
  CHECK(iso_time({0, 0}) == "1970-01-01T00:00:00Z");
  CHECK(iso_time({1'000'000'000, 999'999'999}) == "2001-09-09T01:46:40Z");
  CHECK(iso_time({951'782'399, 0}) == "2000-02-28T23:59:59Z");
  CHECK(iso_time({951'782'400, 0}) == "2000-02-29T00:00:00Z");
  CHECK(iso_time({-1, 0}) == "1969-12-31T23:59:59Z");
  CHECK(name_time({1'000'000'000, 0}) == "20010909T014640Z");
}

TEST_CASE("a year has four digits whatever a disk says", "[session][utc_time]") {
  using Limits = std::numeric_limits<std::int64_t>;
  CHECK(iso_time({Limits::max(), 0}) == "9999-12-31T23:59:59Z");
  CHECK(iso_time({Limits::min(), 0}) == "0000-01-01T00:00:00Z");
}

TEST_CASE("what was written is read again", "[session][utc_time]") {
  for (const std::int64_t seconds :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{951'782'400}, std::int64_t{1'000'000'000},
        std::int64_t{-62'167'219'200}, std::int64_t{253'402'300'799}})
    CHECK(parse_iso_time(iso_time({seconds, 0})) == fs::Time{seconds, 0});
}

TEST_CASE("what is no time is not read", "[session][utc_time]") {
  for (const char* text :
       {"", "2001-09-09T01:46:40", "2001-09-09 01:46:40Z", "2001-09-09T01:46:40+00",
        "2001-13-09T01:46:40Z", "2001-02-29T01:46:40Z", "2001-00-09T01:46:40Z",
        "2001-09-09T24:00:00Z", "2001-09-09T01:60:40Z", "2001-09-09T01:46:60Z",
        "-001-09-09T01:46:40Z", "2001-09-09T01:46:4xZ", " 001-09-09T01:46:40Z"})
    CHECK_FALSE(parse_iso_time(text));
}

TEST_CASE("names of times are in the order of time", "[session][utc_time]") {
  CHECK(name_time({999'999'999, 0}) < name_time({1'000'000'000, 0}));
  CHECK(name_time({946'684'799, 0}) < name_time({946'684'800, 0}));
}
