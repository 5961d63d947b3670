#include "engine/sync/deletion.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;
using Paths = std::vector<std::string>;

namespace {

void arrange(const Trees& trees) {
  trees.write("source/kept", "kept");
  trees.write("source/d/kept", "kept");
  trees.write("copy/kept", "kept");
  trees.write("copy/d/kept", "kept");
  trees.write("copy/gone", "gone");
  trees.write("copy/d/gone", "gone");
  trees.write("copy/folder/deep/er", "gone");
}

}  // namespace

TEST_CASE("whenever it happens, the destination becomes the source's mirror") {
  for (const auto when :
       {DeleteWhen::before, DeleteWhen::during, DeleteWhen::delay, DeleteWhen::after}) {
    CAPTURE(static_cast<int>(when));
    Trees trees;
    arrange(trees);
    trees.options.delete_when = when;
    Recorder recorder = trees.run();
    CHECK(trees.content("copy") == trees.content("source"));
    std::sort(recorder.removed.begin(), recorder.removed.end());
    CHECK(recorder.removed == Paths{"d/gone", "folder", "folder/deep", "folder/deep/er", "gone"});
    CHECK(trees.last.stats.deleted.total() == 5);
    CHECK(trees.run().removed.empty());
  }
}

TEST_CASE("without --delete everything stays") {
  Trees trees;
  arrange(trees);
  CHECK(trees.run().removed.empty());
  CHECK(trees.stat("copy/folder/deep/er"));
}

TEST_CASE("what the filters hide is protected, and so is the directory that holds it") {
  Trees trees;
  arrange(trees);
  trees.options.delete_when = DeleteWhen::during;
  trees.options.filters = {{FilterArgument::Kind::exclude, "er"},
                           {FilterArgument::Kind::rule, "P gone"}};
  Recorder recorder = trees.run();
  CHECK(recorder.removed.empty());
  CHECK(recorder.has(Notice::cannot_delete_non_empty, "folder"));
  CHECK(trees.stat("copy/folder/deep/er"));
  trees.options.delete_excluded = true;
  trees.run();
  CHECK_FALSE(trees.stat("copy/folder"));
  CHECK(trees.stat("copy/gone"));
}

TEST_CASE("beyond the limit directories are told to stay, and each attempt counts") {
  Trees trees;
  trees.write("copy/folder/deep/er", "gone");
  trees.options.delete_when = DeleteWhen::during;
  trees.options.max_delete = 0;
  trees.expected_code = ExitCode::max_delete;
  const Recorder recorder = trees.run();
  CHECK(recorder.has(Notice::cannot_delete_non_empty, "folder/deep"));
  CHECK(recorder.has(Notice::cannot_delete_non_empty, "folder"));
  CHECK(trees.last.stats.skipped_deletions == 2);  // "er", and "deep" after it
}

TEST_CASE("a dry run knows what will not make way") {
  Trees trees;
  trees.write("source/name", "file");
  trees.write("copy/name/in it", "stays");
  trees.options.dry_run = true;
  trees.expected_code = ExitCode::partial;
  CHECK(trees.run().has(Notice::cannot_delete_non_empty, "name"));
  trees.options.force = true;
  trees.expected_code = ExitCode::ok;
  CHECK(trees.run().removed == Paths{"name/in it"});
  CHECK(trees.stat("copy/name/in it"));
}

TEST_CASE("a missing argument stops no deletion, a missing directory does") {
  for (const bool directory : {false, true}) {
    CAPTURE(directory);
    Trees trees;
    arrange(trees);
    trees.options.delete_when = DeleteWhen::during;
    trees.options.sources.push_back(trees.scratch.path() + (directory ? "/none/" : "/none"));
    trees.expected_code = ExitCode::partial;
    const Recorder recorder = trees.run();
    CHECK(recorder.errors.size() == 1);
    CHECK(recorder.has(Notice::deletes_skipped_io_error, "") == directory);
    CHECK(trees.stat("copy/gone").has_value() == directory);
  }
}

TEST_CASE("the limit of deletions outweighs what the scan missed") {
  Trees trees;
  arrange(trees);
  trees.options.delete_when = DeleteWhen::during;
  trees.options.max_delete = 1;
  trees.options.sources.push_back(trees.scratch.path() + "/none");
  trees.expected_code = ExitCode::max_delete;
  CHECK(trees.run().errors.size() == 1);
}

TEST_CASE("rules in the destination that cannot be read end the run before anything goes") {
  Trees trees;
  arrange(trees);
  trees.write("copy/folder/.rules", "no rule at all\n");
  trees.options.delete_when = DeleteWhen::during;
  trees.options.filters = {{FilterArgument::Kind::rule, ": .rules"}};
  trees.expected_code = ExitCode::usage;
  CHECK(trees.run().errors.size() == 1);
  CHECK(trees.stat("copy/folder/deep/er"));
}

TEST_CASE("how deletions come about can be followed") {
  Trees trees;
  arrange(trees);
  trees.options.delete_when = DeleteWhen::before;
  trees.options.filters = {{FilterArgument::Kind::rule, "P er"}};
  const Recorder recorder = trees.run();
  CHECK(recorder.has(Notice::deletion_pass, "."));
  CHECK(recorder.has(Notice::searching_directory, "d"));
  CHECK(recorder.has(Notice::emptying_directory, "folder/deep"));
  CHECK(recorder.has(Notice::deleting, "gone"));
  CHECK(recorder.rules == Paths{"er"});
}

TEST_CASE("--max-delete stops deletions and says so") {
  for (const std::uint64_t most : {0u, 2u, 4u, 5u}) {
    CAPTURE(most);
    Trees trees;
    arrange(trees);
    trees.options.delete_when = DeleteWhen::during;
    trees.options.max_delete = most;
    trees.expected_code = most < 5 ? ExitCode::max_delete : ExitCode::ok;
    const Recorder recorder = trees.run();
    CHECK(recorder.removed.size() <= most);
    CHECK(trees.last.stats.deleted.total() == recorder.removed.size());
    CHECK((trees.last.stats.skipped_deletions > 0) == (most < 5));
  }
}

TEST_CASE("after an error in the source nothing is deleted, unless that is wanted") {
  Trees trees;
  arrange(trees);
  trees.options.sources.push_back(trees.scratch.path() + "/missing/");
  trees.options.delete_when = DeleteWhen::during;
  trees.expected_code = ExitCode::partial;
  Recorder recorder = trees.run();
  CHECK(recorder.removed.empty());
  trees.options.ignore_errors = true;
  recorder = trees.run();
  CHECK(recorder.removed.size() == 5);
}

TEST_CASE("--delete-missing-args deletes what an argument stood for") {
  Trees trees;
  arrange(trees);
  trees.options.sources = {trees.scratch.path() + "/source/kept",
                           trees.scratch.path() + "/source/gone"};
  trees.options.delete_missing_args = true;
  CHECK(trees.run().removed == Paths{"gone"});
  CHECK_FALSE(trees.stat("copy/gone"));
  CHECK(trees.stat("copy/d/gone"));
}

#ifndef _WIN32
TEST_CASE("deleting a link leaves what it leads to") {
  Trees trees;
  arrange(trees);
  trees.write("outside/file", "precious");
  trees.scratch.dir().open_dir("copy").make_symlink("../outside", "link");
  trees.options.delete_when = DeleteWhen::during;
  trees.run();
  CHECK_FALSE(trees.stat("copy/link"));
  CHECK(trees.read("outside/file") == "precious");
}
#endif

#ifndef _WIN32
TEST_CASE("what cannot be read holds up deletions from there on; with the whole list first, all") {
  for (const bool incremental : {true, false}) {
    CAPTURE(incremental);
    Trees trees;
    arrange(trees);
    trees.place("source/d/dangling").first.make_symlink("nowhere", "dangling");
    trees.options.copy_links = true;
    trees.options.delete_when = DeleteWhen::during;
    trees.options.incremental = incremental;
    trees.expected_code = ExitCode::partial;
    const Recorder recorder = trees.run();
    CHECK(recorder.has(Notice::deletes_skipped_io_error, ""));
    CHECK(trees.stat("copy/d/gone"));
    CHECK(trees.stat("copy/gone").has_value() != incremental);
  }
}

TEST_CASE("making way for another type, a backup is not backed up again") {
  Trees trees;
  trees.make_dir("source/old~");
  trees.write("copy/old~", "text");
  trees.options.backup = true;
  (void)trees.run();
  CHECK(trees.content("copy") == trees.content("source"));
}

TEST_CASE("a directory that its owner may not write is emptied all the same") {
  Trees trees;
  arrange(trees);
  trees.place("copy/folder/x").first.set_permissions("deep", 0555);
  trees.options.delete_when = DeleteWhen::during;
  trees.options.super = false;
  (void)trees.run();
  CHECK_FALSE(trees.stat("copy/folder"));
}

TEST_CASE("what is to be deleted is unlocked first, by its owner alone") {
  for (const auto super : {false, true}) {
    CAPTURE(super);
    Trees trees;
    arrange(trees);
    const auto [dir, name] = trees.place("copy/locked");
    trees.write("copy/locked", "text");
    dir.set_permissions(name, 0444);
    trees.options.delete_when = DeleteWhen::during;
    trees.options.max_delete = 0;
    trees.options.super = super;
    trees.expected_code = ExitCode::max_delete;
    (void)trees.run();
    CHECK(trees.stat("copy/locked")->permissions == (super ? 0444 : 0644));
  }
}
#endif
