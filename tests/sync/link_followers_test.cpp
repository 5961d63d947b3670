// Files that have several names.
#include "engine/sync/link_followers.h"

#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

#ifndef _WIN32
TEST_CASE("files with several names keep them") {
  Trees trees;
  trees.write("source/one", "content");
  trees.make_dir("source/d");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("one", source.open_dir("d"), "two");
  source.make_link("one", source, "three");
  trees.options.hard_links = true;
  const Recorder recorder = trees.run();
  CHECK(trees.same_file("copy/one", "copy/three"));
  CHECK(trees.same_file("copy/one", "copy/d/two"));
  CHECK(recorder.flags.at("three") & item::link_name_follows);
  CHECK(trees.last.stats.transferred_files == 1);
  const Recorder again = trees.run();
  CHECK(again.changed.empty());
  CHECK(again.flags.at("three") == Recorder::linked);
}

TEST_CASE("a link in another file's place differs from that") {
  Trees trees;
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_symlink("x", "a");
  source.make_link("a", source, "b");
  source.make_link("a", source, "c");
  trees.write("copy/b", "text", 1);
  trees.options.hard_links = true;
  const Recorder recorder = trees.run();
  CHECK(trees.same_file("copy/a", "copy/b"));
  CHECK(recorder.flags.at("b") == (Recorder::linked | item::modified_time));
  CHECK(recorder.flags.at("c") == (Recorder::linked | item::is_new));
  CHECK(trees.last.stats.created.total() == 2);
}

TEST_CASE("of several names only those that --compare-dest does not have are made") {
  for (const char* missing : {"a", "b", "c"}) {
    CAPTURE(missing);
    Trees trees;
    trees.write("source/a", "text");
    const fs::Dir source = trees.scratch.dir().open_dir("source");
    source.make_link("a", source, "b");
    source.make_link("a", source, "c");
    for (const std::string name : {"a", "b", "c"})
      if (name != missing) trees.write("other/" + name, "text");
    trees.make_dir("copy");
    trees.options.hard_links = true;
    trees.options.alt_dest_kind = AltDestKind::compare;
    trees.options.alt_dests = {"../other"};
    (void)trees.run();
    CHECK(trees.read(std::string("copy/") + missing) == "text");
  }
}

TEST_CASE("a name that an alternate tree has leads") {
  Trees trees;
  trees.write("source/a", "text");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("a", source, "b");
  source.make_link("a", source, "c");
  trees.write("other/b", "text");
  trees.options.hard_links = true;
  trees.options.alt_dest_kind = AltDestKind::link;
  trees.options.alt_dests = {"../other"};
  const Recorder recorder = trees.run();
  for (const char* name : {"copy/a", "copy/b", "copy/c"}) CHECK(trees.same_file(name, "other/b"));
  CHECK(trees.last.stats.transferred_files == 0);
  CHECK(recorder.flags.at("a") == (Recorder::linked | item::is_new));
}

TEST_CASE("names that the options leave as they are take no part") {
  Trees trees;
  trees.write("source/a", "text");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("a", source, "b");
  trees.write("copy/a", "newer", 2000);
  trees.options.hard_links = true;

  SECTION("for their size") {
    trees.options.min_size = 1000;
    CHECK(trees.run().changed.empty());
  }
  SECTION("for what exists being newer") {
    trees.options.update = true;
    CHECK(trees.run().changed == Recorder::Paths{"b"});
    CHECK(trees.read("copy/b") == "text");
  }
  CHECK(trees.read("copy/a") == "newer");
}
#endif
