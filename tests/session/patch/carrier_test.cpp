#include "engine/session/patch/carrier.h"

#include <catch2/catch.hpp>

namespace smartsync::fs {

static bool operator==(const Range& a, const Range& b) {
  return a.begin == b.begin && a.end == b.end;
}

}  // namespace smartsync::fs

using namespace smartsync;
using namespace smartsync::session;

namespace {

using Ranges = std::vector<fs::Range>;

bool is_equal(const Ranges& a, const Ranges& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

TEST_CASE("carrier: what is brought is written, short gaps with it") {
  ChangePlanner planner(1'000'000, 1'000'000);
  planner.bring(100);
  planner.copy(100, 4095);
  planner.bring(5);
  planner.copy(4200, 4096);
  planner.bring(10);
  planner.copy(8306, 1'000'000 - 8306);
  CHECK(is_equal(brought_ranges(planner.finish()), {{0, 4200}, {8296, 8306}}));
}

TEST_CASE("carrier: what is not copied is written, too") {
  ChangePlanner planner(100'000, 100'000);
  planner.copy(0, 40'000);
  planner.bring(10'000);
  planner.copy(50'000, 50'000);
  const ChangePlan plan = planner.finish();
  CHECK(is_equal(ranges_to_write(plan, {}), {{0, 100'000}}));
  CHECK(is_equal(ranges_to_write(plan, {{0, 100'000}}), {{40'000, 50'000}}));
  CHECK(is_equal(ranges_to_write(plan, {{0, 20'000}}), {{20'000, 100'000}}));
  CHECK(is_equal(ranges_to_write(plan, {{10'000, 20'000}, {30'000, 60'000}}),
                 {{0, 10'000}, {20'000, 30'000}, {40'000, 50'000}, {60'000, 100'000}}));
  CHECK(is_equal(ranges_to_write(plan, {{60'000, 70'000}}), {{0, 60'000}, {70'000, 100'000}}));
}

TEST_CASE("carrier: ranges are cut at multiples of the largest request") {
  const Ranges parts = cut({{5, 9}, {15, 41}}, 10);
  CHECK(is_equal(parts, {{5, 9}, {15, 20}, {20, 30}, {30, 40}, {40, 41}}));
  CHECK(length_of(parts) == 30);
  CHECK(cut({}, 10).empty());
}
