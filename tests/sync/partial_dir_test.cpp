#include "engine/sync/partial_dir.h"

#include <catch2/catch.hpp>
#include <memory>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "tests/fs/scratch.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using test::Scratch;

namespace {

struct Run {
  sync::Options options;
  test::Recorder events;
  sync::RunState state{options, events,
                       tree::FilterScope(std::make_shared<tree::FilterRules>(), "/")};
};

}  // namespace

TEST_CASE("a directory for partial files, of one name or several") {
  const Scratch scratch;
  Run run;
  for (const char* where : {"parts", "in/parts", "in/parts/"}) {
    CAPTURE(where);
    CHECK_FALSE(sync::open_partial_dir(scratch.dir(), where, run.state));
    const fs::Dir made = sync::make_partial_dir(scratch.dir(), where, run.state);
    test::write_file(made, "file", "half");
    CHECK(sync::open_partial_dir(scratch.dir(), where, run.state)->stat("file"));
    sync::remove_empty_partial_dir(scratch.dir(), where);
    CHECK(scratch.dir().stat("parts").has_value() == (std::string(where) == "parts"));
    made.remove_file("file");
    sync::remove_empty_partial_dir(scratch.dir(), where);
    CHECK_FALSE(sync::open_partial_dir(scratch.dir(), where, run.state));
  }
}

TEST_CASE("a directory for partial files that is the user's own stays") {
  const Scratch scratch;
  Run run;
  const std::string where = fs::absolute_path(scratch.dir().path_of("elsewhere"));
  scratch.dir().make_dir("folder", 0700);
  const fs::Dir folder = scratch.dir().open_dir("folder");
  CHECK_FALSE(sync::open_partial_dir(folder, where, run.state));
  test::write_file(sync::make_partial_dir(folder, where, run.state), "file", "half");
  const auto there = sync::open_partial_dir(folder, where, run.state);
  REQUIRE(there);
  there->remove_file("file");
  sync::remove_empty_partial_dir(folder, where);
  CHECK(scratch.dir().stat("elsewhere"));
  CHECK(folder.list().entries.empty());
}

TEST_CASE("what is no directory gives way to the one for partial files") {
  const Scratch scratch;
  Run run;
  test::write_file(scratch.dir(), "parts", "a file");
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "parts", run.state));
  sync::make_partial_dir(scratch.dir(), "parts", run.state);
  CHECK(scratch.dir().stat("parts")->type == fs::FileType::directory);
#ifndef _WIN32
  scratch.dir().make_dir("outside", 0700);
  scratch.dir().make_symlink("outside", "link");
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "link", run.state));
  CHECK_FALSE(sync::open_partial_dir(scratch.dir(), "link/below", run.state));
  CHECK_THROWS_AS(sync::make_partial_dir(scratch.dir(), "link/below", run.state), Error);
  test::write_file(sync::make_partial_dir(scratch.dir(), "link", run.state), "file", "half");
  CHECK(scratch.dir().open_dir("outside").list().entries.empty());
#endif
}
