#include "engine/session/patch/change_plan.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"

using namespace smartsync;
using namespace smartsync::session;

TEST_CASE("change plan: neighbours become one piece, bytes are counted") {
  ChangePlanner planner(100, 90);
  planner.copy(0, 10);
  planner.copy(10, 20);
  planner.bring(5);
  planner.bring(5);
  planner.copy(40, 10);
  planner.copy(60, 40);
  const ChangePlan plan = planner.finish();
  CHECK(plan.pieces == std::vector<Piece>{{Piece::Kind::copy, 0, 30, 0},
                                          {Piece::Kind::bring, 30, 10, 0},
                                          {Piece::Kind::copy, 40, 10, 40},
                                          {Piece::Kind::copy, 50, 40, 60}});
  CHECK(plan.copied == 80);
  CHECK(plan.brought == 10);
  CHECK(plan.moved == 40);
  CHECK_FALSE(plan.in_place());
}

TEST_CASE("change plan: a version that changes nothing, and an empty one") {
  ChangePlanner same(7, 7);
  same.copy(0, 7);
  const ChangePlan nothing = same.finish();
  CHECK(nothing.in_place());
  CHECK(nothing.brought == 0);
  ChangePlanner shorter(7, 0);
  const ChangePlan empty = shorter.finish();
  CHECK(empty.in_place());
  CHECK(empty.pieces.empty());
}

TEST_CASE("change plan: operations that do not make up the file are refused") {
  ChangePlanner outside(10, 20);
  CHECK_THROWS_AS(outside.copy(5, 6), Error);
  CHECK_THROWS_AS(outside.copy(UINT64_MAX, 2), Error);
  ChangePlanner too_long(10, 20);
  too_long.bring(15);
  CHECK_THROWS_AS(too_long.bring(6), Error);
  ChangePlanner too_short(10, 20);
  too_short.bring(19);
  CHECK_THROWS_AS(too_short.finish(), Error);
}
