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

TEST_CASE("what is made after an alternate tree's differs in time, too") {
  struct Row {
    bool times;
    bool omit_dir_times;
    ItemFlags file, directory;
  };
  const Row rows[] = {{false, false, item::in_alternate | item::modified_time, item::in_alternate},
                      {true, false, item::in_alternate, item::modified_time},
                      {true, true, item::in_alternate, item::modified_time}};
  for (const Row& row : rows) {
    CAPTURE(row.times, row.omit_dir_times);
    Trees trees;
    trees.write("source/same", "same");
    trees.write("other/same", "same");
    trees.make_dir("source/d");
    trees.make_dir("other/d");
    trees.place("source/x").first.set_times("d", {}, fs::Time{1000, 0});
    trees.options.times = row.times;
    trees.options.omit_dir_times = row.omit_dir_times;
    trees.options.alt_dest_kind = AltDestKind::copy;
    trees.options.alt_dests = {"../other"};
    const auto flags = trees.run().flags;
    CHECK(flags.at("same") == (item::local_change | row.file));
    CHECK(flags.at("d") == (item::local_change | row.directory));
  }
}
