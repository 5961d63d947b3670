#include "engine/tree/entry_maker.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

namespace {

struct Made {
  Made() {
    options.filters = std::make_shared<tree::FilterRules>();
    events.copied_unsafe_link = [this](const std::string& path, const std::string& target) {
      told.push_back(path + " -> " + target);
    };
    events.filtered = [this](const std::string& path, bool, const tree::FilterRule& rule) {
      told.push_back((rule.include ? "shows " : "hides ") + path);
    };
  }

  Scratch scratch;
  std::vector<std::string> told;
  tree::ScanOptions options;
  tree::ScanEvents events;
  tree::FileList list;
  tree::ScanReport report{events, list, false};
  tree::EntryMaker maker{options, report};
};

}  // namespace

TEST_CASE("the rules hide a name, and the one that decides is told") {
  Made made;
  const auto rules = std::make_shared<tree::FilterRules>();
  rules->add_rule("+ keep.o");
  rules->add_rule("- *.o");
  made.options.filters = rules;
  const tree::FilterScope scope(rules, "/root");
  CHECK(made.maker.hides(scope, "a.o", false));
  CHECK_FALSE(made.maker.hides(scope, "keep.o", false));
  CHECK_FALSE(made.maker.hides(scope, "a.c", false));
  CHECK(made.told == std::vector<std::string>{"hides a.o", "shows keep.o"});
}

TEST_CASE("an entry holds what its file is; what few need only where it is wanted") {
  Made made;
  const fs::Dir& dir = made.scratch.dir();
  write_file(dir, "file", "12345");
  const fs::Stat stat = *dir.stat("file");
  const auto entry = made.maker.make(stat, 7, dir, "file");
  CHECK(entry.is_regular());
  CHECK(entry.size == 5);
  CHECK(entry.origin == 7);
  CHECK(entry.permissions == stat.permissions);
  CHECK(entry.modified_seconds == stat.modified.seconds);
  CHECK_FALSE(entry.extra);
  made.options.times_extra = true;
  const auto with_times = made.maker.make(stat, 0, dir, "file");
  REQUIRE(with_times.extra);
  CHECK(with_times.extra->accessed.seconds == stat.accessed.seconds);
  CHECK_FALSE(with_times.extra->linked);
}

#ifndef _WIN32
TEST_CASE("a symlink is itself or what it leads to, as the options ask") {
  Made made;
  const fs::Dir& dir = made.scratch.dir();
  write_file(dir, "file", "12345");
  dir.make_dir("d", 0755);
  dir.make_symlink("file", "to-file");
  dir.make_symlink("d", "to-dir");
  dir.make_symlink("nowhere", "dangling");
  dir.make_symlink(made.scratch.path() + "/file", "unsafe");
  const auto type_of = [&](const char* name) {
    const auto followed = made.maker.follow_link(dir, name, name, *dir.stat(name));
    return followed ? std::optional(followed->type) : std::nullopt;
  };
  using fs::FileType;
  CHECK(type_of("to-file") == FileType::symlink);
  CHECK(type_of("dangling") == FileType::symlink);
  CHECK(made.maker.make(*dir.stat("to-file"), 0, dir, "to-file").extra->link_target == "file");

  made.options.copy_dirlinks = true;
  CHECK(type_of("to-file") == FileType::symlink);
  CHECK(type_of("to-dir") == FileType::directory);
  CHECK(type_of("dangling") == FileType::symlink);

  made.options.copy_dirlinks = false;
  made.options.copy_unsafe_links = true;
  CHECK(type_of("to-file") == FileType::symlink);
  CHECK(made.told.empty());
  CHECK(type_of("unsafe") == FileType::regular);
  CHECK(made.told == std::vector{"unsafe -> " + made.scratch.path() + "/file"});

  made.options.copy_links = true;
  CHECK(type_of("to-file") == FileType::regular);
  CHECK(type_of("to-dir") == FileType::directory);
  CHECK_FALSE(type_of("dangling"));
  CHECK(std::string(tree::EntryMaker::no_referent(dir, "dangling").what()).find("dangling") !=
        std::string::npos);
}
#endif

TEST_CASE("with -H what a listing shows is known by its other names") {
  Made made;
  const fs::Dir& dir = made.scratch.dir();
  write_file(dir, "one", "1");
  dir.make_link("one", dir, "other");
  write_file(dir, "alone", "1");
  dir.make_dir("directory", 0755);
  for (const bool hard_links : {true, false}) {
    made.options.hard_links = hard_links;
    for (const fs::Listed& listed : dir.list().entries) {
      INFO(listed.name);
      const auto entry = made.maker.make(listed.stat, 0, dir, listed.name);
      const bool linked = entry.extra && entry.extra->linked;
      CHECK(linked == (hard_links && (listed.name == "one" || listed.name == "other")));
      if (linked) CHECK(entry.extra->inode == dir.stat("one")->inode);
      if (linked) CHECK(entry.extra->device == dir.stat("one")->device);
    }
  }
}
