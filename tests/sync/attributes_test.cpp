#include "engine/sync/attributes.h"

#include <catch2/catch.hpp>

#include "engine/tree/filter.h"
#include "tests/fs/scratch.h"

using namespace smartsync;

namespace {

struct NoProblem : sync::Attributes::Problem {
  void report(const std::string& sentence) override { FAIL(sentence); }
};

}  // namespace

TEST_CASE("a file just written gets its exact time, others are compared by the second") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "f", "x");
  const fs::Time made{1'700'000'000, 900'000'000};
  sync::Options options;
  options.times = true;
  const sync::Attributes attributes(
      options, tree::FilterScope(std::make_shared<tree::FilterRules>(), scratch.path()));
  tree::Entry entry;
  entry.modified_seconds = made.seconds;
  entry.modified_nanoseconds = 100'000'000;  // the same second
  NoProblem problem;

  scratch.dir().set_times("f", {}, made);
  CHECK(attributes.apply_times(entry, {scratch.dir(), "f"}, *scratch.dir().stat("f"), problem));
  CHECK(scratch.dir().stat("f")->modified == made);

  const fs::File file = scratch.dir().open_write("f");
  CHECK(attributes.apply_times(entry, {scratch.dir(), "f", &file}, file.stat(), problem));
  CHECK(scratch.dir().stat("f")->modified == entry.modified());
}
