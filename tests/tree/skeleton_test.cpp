#include "engine/tree/skeleton.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

namespace {

// A source tree s/d/e/file, s/other, and what the arguments given to name() make of it.
struct Source {
  Source() {
    scratch.dir().make_dir("s", 0755);
    const fs::Dir s = scratch.dir().open_dir("s");
    s.make_dir("d", 0755);
    s.open_dir("d").make_dir("e", 0755);
    write_file(s.open_dir("d").open_dir("e"), "file", "12345");
    write_file(s, "other", "1");
    options.recursive = true;
    options.filters = std::make_shared<tree::FilterRules>();
    events.problem = [this](const std::string& sentence, auto) { problems.push_back(sentence); };
    events.skipped_directory = [this](const std::string& path) { skipped.push_back(path); };
  }

  tree::Named name(const std::vector<std::string>& sources,
                   const std::optional<std::vector<std::string>>& files_from = {}) {
    list = tree::FileList();
    tree::ScanReport report(events, list);
    std::vector<std::string> typed;
    for (const std::string& source : sources) typed.push_back(scratch.path() + "/" + source);
    return tree::name_arguments(typed, files_from, options, report, list);
  }

  Scratch scratch;
  tree::ScanOptions options;
  tree::ScanEvents events;
  tree::FileList list;
  std::vector<std::string> problems;
  std::vector<std::string> skipped;
};

}  // namespace

TEST_CASE("a directory's content fills the root, a directory's name a place below it") {
  Source source;
  const auto content = source.name({"s/"});
  CHECK(content.has_entry);
  CHECK(content.below.empty());
  REQUIRE(content.fills.size() == 1);
  CHECK(source.list.origins[content.fills[0].origin].typed == source.scratch.path() + "/s");

  const auto named = source.name({"s", "s/other"});
  CHECK_FALSE(named.has_entry);
  CHECK(named.fills.empty());
  REQUIRE(named.below.size() == 2);
  CHECK(named.below.at("s").fills.size() == 1);
  CHECK(named.below.at("other").entry.size == 1);
  CHECK(named.below.at("other").fills.empty());
  CHECK(source.problems.empty());
}

TEST_CASE("with -R the directories on the way are implied") {
  Source source;
  source.options.relative = true;
  const auto named = source.name({"./s/d/e/file"});
  const auto& d = named.below.at("s").below.at("d");
  CHECK(d.implied);
  CHECK(d.entry.is_directory());
  CHECK_FALSE(d.entry.unlisted);
  CHECK(d.fills.empty());
  CHECK(d.below.at("e").below.at("file").entry.size == 5);

  source.options.implied_dirs = false;
  const auto unlisted = source.name({"./s/d/e/file"});
  CHECK(unlisted.below.at("s").below.at("d").entry.unlisted);
}

TEST_CASE("names from a file lie in the one source; what is missing is told") {
  Source source;
  const auto named = source.name({"s"}, std::vector<std::string>{"d/e/file", "/other", "none"});
  CHECK(named.below.count("file") == 1);
  CHECK(named.below.count("other") == 1);
  CHECK(named.below.count("none") == 0);
  REQUIRE(source.problems.size() == 1);
  CHECK(source.problems[0].find("none") != std::string::npos);
  CHECK_FALSE(source.list.root.failed);
}

TEST_CASE("an argument whose directory is missing leaves the list in doubt") {
  Source source;
  const auto named = source.name({"none/", "s/other"});
  CHECK(named.below.count("other") == 1);
  CHECK(source.problems.size() == 1);
  CHECK(source.list.root.failed);
}

TEST_CASE("a missing argument may ask for its deletion") {
  Source source;
  source.options.delete_missing_args = true;
  CHECK(source.name({"s/none"}).below.at("none").entry.missing);
  CHECK(source.problems.empty());
}

TEST_CASE("without -r and -d a named directory is skipped") {
  Source source;
  source.options.recursive = false;
  CHECK(source.name({"s/d"}).below.empty());
  CHECK(source.skipped == std::vector<std::string>{"d"});
}

TEST_CASE("a directory named twice is sent twice, and read twice in a complete list only") {
  Source source;
  const auto complete = source.name({"s/d", "s/d"});
  CHECK(complete.below.at("d").sent == 2);
  CHECK(complete.below.at("d").fills.size() == 2);
  CHECK(source.list.found.of_type[static_cast<std::size_t>(fs::FileType::directory)] == 2);
  source.options.incremental = true;
  const auto incremental = source.name({"s/d", "s/d"});
  CHECK(incremental.below.at("d").sent == 2);
  CHECK(incremental.below.at("d").fills.size() == 1);
}
