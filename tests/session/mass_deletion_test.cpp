#include "engine/session/mass_deletion.h"

#include <catch2/catch.hpp>

using namespace smartsync::session;

namespace {

Plan deleting(std::size_t here, std::size_t there, Step step = Step::remove) {
  Plan plan;
  plan.actions.resize(here + there);
  for (std::size_t i = 0; i < here + there; ++i)
    plan.actions[i] = {.step = step, .target = i < here ? Side::local : Side::network, .path = "a"};
  return plan;
}

}  // namespace

TEST_CASE("a mass deletion is of more than twenty, and of more than half of all") {
  CHECK(mass_deletions(deleting(20, 0), 20).empty());
  CHECK(mass_deletions(deleting(21, 0), 42).empty());
  REQUIRE(mass_deletions(deleting(21, 0), 41).size() == 1);
  CHECK(mass_deletions(deleting(21, 0), 41)[0].side == Side::local);
  CHECK(mass_deletions(deleting(21, 0), 41)[0].deletions == 21);
}

TEST_CASE("a mass deletion is one of each side by itself") {
  CHECK(mass_deletions(deleting(20, 20), 30).empty());
  REQUIRE(mass_deletions(deleting(21, 30), 30).size() == 2);
  CHECK(mass_deletions(deleting(21, 30), 30)[1].side == Side::network);
}

TEST_CASE("a mass deletion is also what makes way for something else, and nothing that comes") {
  CHECK(mass_deletions(deleting(0, 30, Step::clear), 30).size() == 1);
  for (const Step step :
       {Step::rename, Step::set_aside, Step::make_directory, Step::copy, Step::set_metadata})
    CHECK(mass_deletions(deleting(30, 30, step), 30).empty());
}
