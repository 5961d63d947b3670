#include "engine/tree/skeleton.h"

#include <catch2/catch.hpp>
#include <cstdlib>
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
    tree::ScanReport report(events, list, false);
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
  CHECK(d.implied_at == 1);
  CHECK(d.entry.is_directory());
  CHECK_FALSE(d.entry.unlisted);
  REQUIRE(d.fills.size() == 1);
  CHECK_FALSE(d.fills[0].has_content);
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

TEST_CASE("a directory named twice is sent twice") {
  Source source;
  const auto named = source.name({"s/d", "s/d"});
  CHECK(named.below.at("d").sent == 2);
  CHECK(named.below.at("d").fills.size() == 2);
  CHECK(source.list.found.of_type[static_cast<std::size_t>(fs::FileType::directory)] == 2);
  CHECK(source.list.origins.size() == 1);
}

namespace {

// The origins of the fills that are read; "-1" stands for a directory of origin 1 without content.
std::vector<int> read_of(const std::vector<int>& put, bool incremental) {
  const tree::FilterScope scope(std::make_shared<tree::FilterRules>(), "/");
  std::vector<tree::Fill> fills;
  for (const int origin : put)
    fills.push_back({static_cast<std::uint16_t>(std::abs(origin)), 1, scope, 0, origin > 0});
  tree::choose_fills(fills, incremental);
  std::vector<int> read;
  for (const tree::Fill& fill : fills) read.push_back(fill.origin);
  return read;
}

}  // namespace

TEST_CASE("a complete list reads a directory as often as it was named") {
  CHECK(read_of({1, 1, -1, 2, 1}, false) == std::vector<int>{1, 1, 2, 1});
  CHECK(read_of({-1}, false).empty());
}

TEST_CASE("an incremental list skips every second fill from where the first is") {
  CHECK(read_of({1, 1}, true) == std::vector<int>{1});
  CHECK(read_of({1, 1, 1, 1, 1}, true) == std::vector<int>{1, 1, 1});
  CHECK(read_of({1, 2, 2, 2}, true) == std::vector<int>{1, 2, 2, 2});
  CHECK(read_of({1, 1, 2, 2}, true) == std::vector<int>{1, 2, 2});
  CHECK(read_of({}, true).empty());
}

TEST_CASE("a directory without content stands for one that is skipped, but never for one to read") {
  CHECK(read_of({1, -1, 1}, true) == std::vector<int>{1, 1});
  CHECK(read_of({-1, 1, 1, 1}, true) == std::vector<int>{1, 1});
  CHECK(read_of({1, 1, -1, 1}, true) == std::vector<int>{1, 1});
  CHECK(read_of({-1, 2, 2}, true) == std::vector<int>{2, 2});
  CHECK(read_of({-1, -1}, true).empty());
}

TEST_CASE("a directory on the way is sent again after another one") {
  Source source;
  write_file(source.scratch.dir().open_dir("s"), "third", "1");
  source.scratch.dir().open_dir("s").make_dir("x", 0755);
  write_file(source.scratch.dir().open_dir("s").open_dir("x"), "file", "");
  source.options.relative = true;
  source.options.incremental = true;
  const std::vector<std::string> arguments = {"s/./d/e/file", "s/./d/e", "s/./x/file", "s/./other",
                                              "s/./d/e/file"};
  const auto named = source.name(arguments);
  CHECK(named.below.at("d").sent == 2);
  CHECK(named.below.at("d").implied_at == 5);
  CHECK(named.below.at("d").below.at("e").sent == 2);  // once on the way, once named
  CHECK(named.below.at("x").sent == 1);
}

TEST_CASE("rules of a directory whose content was named stay in force in an incremental list") {
  Source source;
  write_file(source.scratch.dir().open_dir("s/d"), ".rules", "other\n");
  auto rules = std::make_shared<tree::FilterRules>();
  rules->add_rule(":- .rules");
  source.options.filters = rules;
  CHECK(source.name({"s/d/", "s/other"}).below.count("other") == 1);
  source.options.incremental = true;
  CHECK(source.name({"s/d/", "s/other"}).below.count("other") == 0);
  CHECK(source.name({"s/other", "s/d/"}).below.count("other") == 1);
}

TEST_CASE("rules of the last named path stay in force in a complete list") {
  Source source;
  write_file(source.scratch.dir().open_dir("s/d"), ".rules", "other\n");
  auto rules = std::make_shared<tree::FilterRules>();
  rules->add_rule(":- .rules");
  source.options.filters = rules;
  source.options.relative = true;
  CHECK(source.name({"s/./d/e", "s/./other"}).below.count("other") == 0);
  source.options.incremental = true;
  CHECK(source.name({"s/./d/e", "s/./other"}).below.count("other") == 1);
}
