// Which files' content moves, and how it arrives.
#include "engine/sync/regular_files.h"

#include <catch2/catch.hpp>

#include "engine/fs/process.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

TEST_CASE("which files are looked at more closely, or not at all") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
    bool replaces_older, replaces_newer, replaces_equal, makes_new;
  };
  const Row rows[] = {
      {"plain", [](Options&) {}, true, true, false, true},
      {"-u", [](Options& o) { o.update = true; }, true, false, false, true},
      {"-I", [](Options& o) { o.ignore_times = true; }, true, true, true, true},
      {"--size-only", [](Options& o) { o.size_only = true; }, false, false, false, true},
      {"-c", [](Options& o) { o.checksum = true; }, true, true, false, true},
      {"--existing", [](Options& o) { o.existing = true; }, true, true, false, false},
      {"--ignore-existing", [](Options& o) { o.ignore_existing = true; }, false, false, false,
       true},
      {"--max-size", [](Options& o) { o.max_size = 2; }, false, false, false, false},
      {"--min-size", [](Options& o) { o.min_size = 4; }, false, false, false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Trees trees;
    for (const char* name : {"older", "newer", "equal", "new"})
      trees.write(std::string("source/") + name, "new", 2000);
    trees.write("copy/older", "old", 1000);
    trees.write("copy/newer", "old", 3000);
    trees.write("copy/equal", "new", 2000);
    row.change(trees.options);
    const Recorder recorder = trees.run();
    const auto moved = [&](const std::string& name) {
      const auto flags = recorder.flags.find(name);
      return flags != recorder.flags.end() && (flags->second & item::transfer) != 0;
    };
    CHECK(moved("older") == row.replaces_older);
    CHECK(moved("newer") == row.replaces_newer);
    CHECK(moved("equal") == row.replaces_equal);
    CHECK(moved("new") == row.makes_new);
    CHECK((trees.read("copy/older") == "new") == row.replaces_older);
    CHECK((trees.read("copy/newer") == "new") == row.replaces_newer);
    CHECK(trees.stat("copy/new").has_value() == row.makes_new);
  }
}

TEST_CASE("content arrives in every way") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
  };
  const Row rows[] = {
      {"whole", [](Options& o) { o.whole_file = true; }},
      {"delta", [](Options& o) { o.whole_file = false; }},
      {"in place", [](Options& o) { o.inplace = true; }},
      {"delta in place", [](Options& o) { o.inplace = true, o.whole_file = false; }},
      {"append", [](Options& o) { o.inplace = o.append = true; }},
      {"append-verify", [](Options& o) { o.inplace = o.append = o.append_verify = true; }},
      {"sparse", [](Options& o) { o.sparse = true; }},
      {"sparse in place", [](Options& o) { o.sparse = o.inplace = true; }},
      {"preallocate", [](Options& o) { o.preallocate = true; }},
      {"delayed", [](Options& o) { o.delay_updates = true; }},
      {"delayed delta", [](Options& o) { o.delay_updates = true, o.whole_file = false; }},
      {"fsync", [](Options& o) { o.fsync = true; }},
      {"fuzzy", [](Options& o) { o.fuzzy = 1, o.whole_file = false; }},
      {"partial-dir", [](Options& o) { o.partial_dir = ".partial", o.whole_file = false; }},
      {"one thread", [](Options& o) { o.parallel = 1; }},
      {"limited", [](Options& o) { o.bandwidth = 100u << 20; }},
  };
  std::string start;
  for (int i = 0; i < 40000; ++i) start += std::to_string(i) + ",";
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Trees trees;
    trees.write("source/grown", start + "more", 2000);
    trees.write("copy/grown", start, 1000);
    trees.write("source/below/new", std::string(100000, '\0') + "x", 2000);
    trees.write("source/below/similar-2", start, 2000);
    trees.write("copy/below/similar-1", start, 1000);
    row.change(trees.options);
    trees.run();
    auto expected = trees.content("source");
    expected["below/similar-1"] = start;
    CHECK(trees.content("copy") == expected);
    CHECK(trees.stat("copy/grown")->modified == fs::Time{2000, 0});
    CHECK(trees.run().changed.empty());
  }
}

TEST_CASE("progress ends at the file's size") {
  Trees trees;
  trees.write("source/big", std::string(5 << 20, 'b'));
  Recorder recorder;
  recorder.progress_wanted = true;
  CHECK(run(trees.options, recorder).exit_code == ExitCode::ok);
  REQUIRE_FALSE(recorder.progressed.empty());
  CHECK(recorder.progressed.back() == std::pair<std::string, std::uint64_t>("big", 5 << 20));
}

TEST_CASE("old content that is no start of the new is told, and everything moves") {
  Trees trees;
  trees.write("source/file", "new content", 2000);
  trees.write("copy/file", "old", 1000);
  trees.options.inplace = trees.options.append = trees.options.append_verify = true;
  const auto recorder = trees.run();
  CHECK(trees.read("copy/file") == "new content");
  CHECK(recorder.has(Notice::verification_failed, "file"));
  CHECK(recorder.order == Recorder::Paths{".", "file", "file"});
}

#ifndef _WIN32
TEST_CASE("a file that cannot be read is no basis") {
  Trees trees;
  trees.write("source/file", "new content", 2000);
  trees.write("copy/file", "old content", 1000);
  trees.scratch.dir().open_dir("copy").set_permissions("file", 0200);
  trees.options.whole_file = false;
  const auto recorder = trees.run();
  CHECK(trees.read("copy/file") == "new content");
  const bool reads_all = fs::is_superuser();
  CHECK(recorder.warnings.size() == (reads_all ? 0 : 1));
  CHECK((trees.stat("copy/file")->permissions & 0400) == (reads_all ? 0 : 0400));
}

TEST_CASE("a similar file that makes way for a link is no basis, and no failure") {
  Trees trees;
  const std::string content(100'000, 's');
  trees.write("source/a", content, 2000);
  trees.scratch.dir().open_dir("source").make_symlink("gone", "a.old");
  trees.write("copy/a.old", content, 1000);
  trees.options.fuzzy = 1;
  trees.options.whole_file = false;
  CHECK(trees.run().errors.empty());
  CHECK(trees.read("copy/a") == content);
  CHECK(trees.scratch.dir().open_dir("copy").read_link("a.old") == "gone");
}
#endif
