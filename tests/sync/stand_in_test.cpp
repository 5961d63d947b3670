// What other trees hold need not be moved.
#include "engine/sync/stand_in.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Trees;

TEST_CASE("alternate trees serve what they hold") {
  for (const auto kind : {AltDestKind::compare, AltDestKind::copy, AltDestKind::link}) {
    CAPTURE(static_cast<int>(kind));
    Trees trees;
    trees.write("source/same", "same");
    trees.write("other/same", "same");
    trees.write("source/changed", "changed", 2000);
    trees.write("other/changed", "before", 1000);
    trees.options.alt_dest_kind = kind;
    trees.options.alt_dests = {"../other"};
    trees.run();
    CHECK(trees.read("copy/changed") == "changed");
    CHECK(trees.stat("copy/same").has_value() == (kind != AltDestKind::compare));
    if (kind != AltDestKind::compare) CHECK(trees.read("copy/same") == "same");
#ifndef _WIN32
    if (kind == AltDestKind::link) CHECK(trees.same_file("copy/same", "other/same"));
#endif
    CHECK(trees.last.stats.transferred_files == 1);
    CHECK(trees.read("other/changed") == "before");
  }
}
