#include "cli/progress_bar.h"

#include <catch2/catch.hpp>

using namespace smartsync::cli;

TEST_CASE("a bar tells per cent, speed, the time that is left, and files") {
  const HowFar half{
      .done = 100 << 20, .total = 200 << 20, .seconds = 4, .files_done = 3, .files_total = 7};
  CHECK(progress_bar(half, 60) == "[############............]  50%   25.00MB/s    0:00:04  3/7");
}

TEST_CASE("a bar leaves the last column free, and has a few cells on any terminal") {
  const HowFar half{.done = 1, .total = 2, .seconds = 1, .files_done = 1, .files_total = 2};
  for (const int width : {50, 79, 80})
    CHECK(progress_bar(half, width).size() == std::size_t(width) - 1);
  CHECK(progress_bar(half, 10).starts_with("[##..]"));
  CHECK(progress_bar(half, 1000).find(']') == 61);
}

TEST_CASE("in its first second a bar does not guess the time that is left") {
  const HowFar begun{.done = 1, .total = 3 << 20, .seconds = 0.2};
  CHECK(progress_bar(begun, 80).find("??:??:??") != std::string::npos);
}

TEST_CASE("a bar is full when all is done, and of nothing at once") {
  CHECK(percent(0, 0) == 100);
  CHECK(percent(5, 3) == 100);
  CHECK(percent(999, 1000) == 99);
  CHECK(progress_bar({.done = 9, .total = 5, .seconds = 1}, 80).find("] 100%") !=
        std::string::npos);
}

TEST_CASE("speeds and times are as wide as rsync's") {
  CHECK(rate_text(0) == "   0.00kB/s");
  CHECK(rate_text(3.5 * 1024 * 1024 * 1024) == "   3.50GB/s");
  CHECK(time_text(3'725) == "   1:02:05");
  CHECK(time_text(-1) == "  ??:??:??");
  CHECK(rate_of(10, 0) == 0);
}

TEST_CASE("what comes after a bar covers all of it") {
  BarLine line;
  CHECK(line.cleared().empty());
  CHECK(line.drawn("[####]") == "\r[####]");
  CHECK(line.drawn("[##]") == "\r[##]  ");
  CHECK(line.drawn("[###]") == "\r[###]");
  CHECK(line.cleared() == "\r     \r");
  CHECK_FALSE(line.is_drawn());
}
