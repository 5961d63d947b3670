// Whole runs on small trees: what is told, what is made, and what is left alone.
#include "engine/sync/generator.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

using Paths = std::vector<std::string>;

// Sizes up to the point where content goes in several pieces.
void fill(const Trees& trees) {
  trees.write("source/empty", "");
  trees.write("source/file", "content");
  trees.write("source/.hidden/deep/er", std::string(100000, 'd'), 2000);
  trees.write("source/a.d/x", "x");
  trees.write("source/a/y", "y");
  trees.make_dir("source/void");
}

bool same_inode(const Trees& trees, const std::string& a, const std::string& b) {
  return trees.stat(a)->inode == trees.stat(b)->inode;
}

}  // namespace

TEST_CASE("a first copy is whole and told in list order; a second finds nothing to do") {
  Trees trees;
  fill(trees);
  const Recorder first = trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
  CHECK(trees.stat("copy/.hidden/deep/er")->modified == fs::Time{2000, 0});
  CHECK(trees.stat("copy/.hidden")->modified.seconds ==
        trees.stat("source/.hidden")->modified.seconds);
  CHECK(first.order == Paths{".", "empty", "file", ".hidden", ".hidden/deep", ".hidden/deep/er",
                             "a.d", "a.d/x", "a", "a/y", "void"});
  CHECK(first.flags.at("file") == (item::transfer | item::is_new));
  CHECK(first.has(Notice::created_destination, trees.scratch.path() + "/copy"));
  CHECK(trees.last.stats.transferred_files == 5);
  CHECK(trees.last.stats.literal_data == 100009);
  CHECK(trees.last.stats.created.total() == 11);

  const Recorder second = trees.run();
  CHECK(second.changed.empty());
  CHECK(trees.last.stats.transferred_files == 0);
  CHECK(trees.last.stats.files.total() == 11);
}

TEST_CASE("a dry run tells the same and changes nothing") {
  Trees trees;
  fill(trees);
  trees.write("copy/file", "old content");
  trees.write("copy/extra/file", "extraneous");
  trees.options.delete_when = DeleteWhen::during;
  const auto before = trees.content("copy");
  trees.options.dry_run = true;
  const Recorder dry = trees.run();
  CHECK(trees.content("copy") == before);
  trees.options.dry_run = false;
  const Recorder real = trees.run();
  CHECK(dry.changed == real.changed);
  CHECK(dry.removed == real.removed);
  CHECK(dry.flags == real.flags);
  CHECK(trees.content("copy") == trees.content("source"));
}

TEST_CASE("what changed is moved, and only that") {
  Trees trees;
  fill(trees);
  trees.run();
  trees.write("source/file", "changed", 3000);
  trees.write("source/a/y", "longer");
  trees.write("source/new/file", "new");
  const Recorder recorder = trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
  CHECK(recorder.flags.at("file") == (item::transfer | item::modified_time));
  CHECK(recorder.flags.at("a/y") == (item::transfer | item::size));
  CHECK(recorder.flags.at("new/file") == (item::transfer | item::is_new));
  CHECK(recorder.flags.at("empty") == 0);
  CHECK(trees.last.stats.transferred_files == 3);
}

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

TEST_CASE("backups keep what was replaced or deleted") {
  Trees trees;
  trees.write("source/d/file", "new", 2000);
  trees.write("copy/d/file", "old", 1000);
  trees.write("copy/d/gone", "gone");
  trees.options.backup = true;
  trees.options.delete_when = DeleteWhen::during;
  SECTION("beside the file") {
    const Recorder recorder = trees.run();
    CHECK(recorder.backups == Paths{"d/gone~", "d/file~"});
    CHECK(trees.read("copy/d/file~") == "old");
    CHECK(trees.read("copy/d/gone~") == "gone");
  }
  SECTION("with a suffix") {
    trees.options.suffix = ".bak";
    trees.run();
    CHECK(trees.read("copy/d/file.bak") == "old");
  }
  SECTION("in a directory") {
    trees.options.backup_dir = "../saved";
    trees.run();
    CHECK(trees.read("saved/d/file") == "old");
    CHECK(trees.read("saved/d/gone") == "gone");
    CHECK_FALSE(trees.stat("copy/d/file~"));
  }
  SECTION("of a file that is changed in place") {
    trees.options.inplace = true;
    trees.run();
    CHECK(trees.read("copy/d/file~") == "old");
  }
  CHECK(trees.read("copy/d/file") == "new");
  CHECK_FALSE(trees.stat("copy/d/gone"));
}

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
    if (kind == AltDestKind::link) CHECK(same_inode(trees, "copy/same", "other/same"));
#endif
    CHECK(trees.last.stats.transferred_files == 1);
    CHECK(trees.read("other/changed") == "before");
  }
}

TEST_CASE("sources are removed once they have arrived") {
  Trees trees;
  trees.write("source/new", "new");
  trees.write("source/same", "same");
  trees.write("copy/same", "same");
  trees.options.remove_source_files = true;
  Recorder recorder = trees.run();
  std::sort(recorder.sources_removed.begin(), recorder.sources_removed.end());
  CHECK(recorder.sources_removed == Paths{"new", "same"});
  CHECK(trees.content("source").empty());
  CHECK(trees.read("copy/new") == "new");
}

TEST_CASE("where a copy goes") {
  Trees trees;
  trees.write("source/d/file", "content");
  const std::string root = trees.scratch.path();
  SECTION("a single file to a new name") {
    trees.options.sources = {root + "/source/d/file"};
    trees.options.destination = root + "/renamed";
    trees.run();
    CHECK(trees.read("renamed") == "content");
  }
  SECTION("a single file into a directory") {
    trees.options.sources = {root + "/source/d/file"};
    trees.run();
    CHECK(trees.read("copy/file") == "content");
  }
  SECTION("without a slash the directory itself") {
    trees.options.sources = {root + "/source/d"};
    trees.run();
    CHECK(trees.read("copy/d/file") == "content");
  }
  SECTION("a path that is made") {
    trees.options.destination = root + "/x/y/z/";
    trees.options.mkpath = true;
    trees.run();
    CHECK(trees.read("x/y/z/d/file") == "content");
  }
  SECTION("a path that is not made") {
    trees.options.destination = root + "/x/y/z/";
    trees.expected_code = ExitCode::file_io;
    CHECK(trees.run().errors.size() == 1);
    CHECK_FALSE(trees.stat("x"));
  }
  SECTION("names from a file") {
    trees.write("source/other", "other");
    trees.write("list", "d/file\n\n# comment\n");
    trees.options.relative = true;
    trees.options.files_from = root + "/list";
    trees.run();
    CHECK(trees.content("copy") ==
          std::map<std::string, std::string>{{"d/", ""}, {"d/file", "content"}});
  }
  SECTION("many files need a directory") {
    trees.write("file", "in the way");
    trees.options.destination = root + "/file";
    trees.expected_code = ExitCode::file_selection;
    CHECK(trees.run().errors.size() == 1);
    CHECK(trees.read("file") == "in the way");
  }
}

TEST_CASE("types that changed make way for each other") {
  Trees trees;
  trees.write("source/file", "was a directory");
  trees.make_dir("copy/file");
  trees.write("source/folder/x", "was a file");
  trees.write("copy/folder", "file");
  trees.run();
  CHECK(trees.content("copy") == trees.content("source"));

  trees.write("source/full", "was a directory with content");
  trees.write("copy/full/x", "in it");
  trees.expected_code = ExitCode::partial;
  CHECK(trees.run().errors.size() >= 1);
  CHECK(trees.read("copy/full/x") == "in it");
  trees.expected_code = ExitCode::ok;
  trees.options.force = true;
  trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
}

TEST_CASE("a run stops when its time is over") {
  Trees trees;
  fill(trees);
  trees.options.stop_at = 1;
  trees.expected_code = ExitCode::timeout;
  trees.run();
  CHECK(trees.content("copy").count("file") == 0);
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

#ifndef _WIN32
TEST_CASE("links are copied, left out, or followed") {
  Trees trees;
  trees.write("source/d/file", "content");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_symlink("d/file", "link");
  source.make_symlink("/etc/hostname", "unsafe");
  SECTION("copied") {
    trees.run();
    CHECK(trees.content("copy") == trees.content("source"));
    CHECK(trees.run().changed.empty());
    source.remove_file("link");
    source.make_symlink("d", "link");
    CHECK(trees.run().flags.at("link") & item::checksum);
    CHECK(trees.content("copy") == trees.content("source"));
  }
  SECTION("left out without -l") {
    trees.options.links = false;
    CHECK(trees.run().has(Notice::skipped_non_regular, "link"));
    CHECK_FALSE(trees.stat("copy/link"));
  }
  SECTION("left out if unsafe") {
    trees.options.safe_links = true;
    CHECK(trees.run().has(Notice::skipped_unsafe_link, "unsafe"));
    CHECK(trees.stat("copy/link"));
    CHECK_FALSE(trees.stat("copy/unsafe"));
  }
  SECTION("followed") {
    source.remove_file("unsafe");
    trees.options.copy_links = true;
    trees.run();
    CHECK(trees.content("copy").at("link") == "content");
    CHECK(trees.stat("copy/link")->type == fs::FileType::regular);
  }
  SECTION("a link to a directory at the destination is kept") {
    trees.make_dir("elsewhere");
    trees.make_dir("copy");
    trees.scratch.dir().open_dir("copy").make_symlink("../elsewhere", "d");
    trees.options.keep_dirlinks = true;
    trees.run();
    CHECK(trees.read("elsewhere/file") == "content");
    trees.options.keep_dirlinks = false;
    trees.run();
    CHECK(trees.stat("copy/d")->type == fs::FileType::directory);
  }
}

TEST_CASE("files with several names keep them") {
  Trees trees;
  trees.write("source/one", "content");
  trees.make_dir("source/d");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  source.make_link("one", source.open_dir("d"), "two");
  source.make_link("one", source, "three");
  trees.options.hard_links = true;
  const Recorder recorder = trees.run();
  CHECK(same_inode(trees, "copy/one", "copy/three"));
  CHECK(same_inode(trees, "copy/one", "copy/d/two"));
  CHECK(recorder.flags.at("three") & item::link_name_follows);
  CHECK(trees.last.stats.transferred_files == 1);
  CHECK(trees.run().changed.empty());
}

TEST_CASE("permissions follow -p, -E, --chmod and the umask") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
    std::uint16_t fresh, existing;  // of a file of mode 0751; the existing one has 0640
  };
  const auto masked = [](int mode) {
    return static_cast<std::uint16_t>(mode & ~fs::current_umask());
  };
  const Row rows[] = {
      {"plain", [](Options&) {}, masked(0751), 0640},
      {"-p", [](Options& o) { o.perms = true; }, 0751, 0751},
      {"-E", [](Options& o) { o.executability = true; }, masked(0751), 0750},
      {"-p --chmod", [](Options& o) { o.perms = true, o.chmod = {"Fg=r,o="}; }, 0740, 0740},
      {"--chmod", [](Options& o) { o.chmod = {"F600"}; }, masked(0600), 0640},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Trees trees;
    for (const char* name : {"fresh", "existing"}) {
      trees.write(std::string("source/") + name, "content", 2000);
      trees.scratch.dir().open_dir("source").set_permissions(name, 0751);
    }
    trees.write("copy/existing", "old", 1000);
    trees.scratch.dir().open_dir("copy").set_permissions("existing", 0640);
    row.change(trees.options);
    trees.run();
    CHECK(trees.stat("copy/fresh")->permissions == row.fresh);
    CHECK(trees.stat("copy/existing")->permissions == row.existing);
  }
}

TEST_CASE("a directory without write permission gets its content and then its mode") {
  Trees trees;
  trees.write("source/closed/file", "content");
  trees.scratch.dir().open_dir("source").set_permissions("closed", 0555);
  trees.options.perms = true;
  trees.run();
  CHECK(trees.read("copy/closed/file") == "content");
  CHECK(trees.stat("copy/closed")->permissions == 0555);
  for (const char* side : {"source", "copy"})
    trees.scratch.dir().open_dir(side).set_permissions("closed", 0755);
}

TEST_CASE("extended attributes are made equal where there are some") {
  Trees trees;
  trees.write("source/file", "content");
  trees.write("copy/file", "content");
  const fs::Dir source = trees.scratch.dir().open_dir("source");
  const fs::Dir copy = trees.scratch.dir().open_dir("copy");
  try {
    source.set_xattr("file", "user.kept", "value");
    copy.set_xattr("file", "user.extra", "goes");
  } catch (const Error& error) {
    WARN("not tested here: " << error.what());
    return;
  }
  trees.options.xattrs = 1;
  CHECK(trees.run().flags.at("file") == item::xattr);
  CHECK(copy.xattr("file", "user.kept") == "value");
  CHECK_FALSE(copy.xattr("file", "user.extra"));
  CHECK(trees.run().changed.empty());
}
#endif
