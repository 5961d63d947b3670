#include "engine/sync/destination_ahead.h"

#include <catch2/catch.hpp>
#include <random>

#include "engine/fs/error.h"
#include "engine/tree/scan.h"
#include "tests/rounds.h"
#include "tests/sync/recorder.h"

using namespace smartsync;
using namespace smartsync::sync;
using test::Recorder;
using test::Trees;

namespace {

// A run on `trees` that is about to walk.
struct Ready {
  explicit Ready(const Trees& trees)
      : filters(std::make_shared<tree::FilterRules>()),
        run(trees.options, events, tree::FilterScope(filters, "/")) {
    tree::ScanOptions scan;
    scan.recursive = true;
    scan.filters = filters;
    run.list = tree::scan(trees.options.sources, std::nullopt, scan, {});
    run.root = fs::Dir::open(trees.options.destination);
    run.threads = static_cast<std::size_t>(trees.options.parallel);
  }
  Recorder events;
  std::shared_ptr<tree::FilterRules> filters;
  RunState run;
};

std::vector<std::string> names(const DestinationListing& listing) {
  std::vector<std::string> found;
  for (const fs::Listed& listed : listing.entries()) found.push_back(listed.name);
  return found;
}

// Takes the directories in walk order and leaves out what `chance` says, with all below.
void walk(DestinationAhead& ahead, const RunState& run, const tree::Directory& directory,
          std::mt19937& chance, int& taken) {
  const OpenListing found = ahead.take(directory);
  INFO(directory.path);
  ++taken;
  CHECK(names(found.listing) == names(open_listing(run, directory).listing));
  CHECK(found.dir.path() == run.root.path_of(directory.path));
  for (const auto& child : directory.children)
    if (child && chance() % 4 != 0) walk(ahead, run, *child, chance, taken);
}

}  // namespace

TEST_CASE("what was listed early is what is there, whatever the walk leaves out") {
  Trees trees;
  for (int i = 0; i < 300; ++i) {
    std::string path;
    for (int rest = i; rest > 0; rest /= 5) path += std::to_string(rest % 5) + "/";
    trees.write("source/" + path + "file", "x");
    trees.write("copy/" + path + "other" + std::to_string(i), "y");
  }
  for (const int threads : {1, 2, 8}) {
    trees.options.parallel = threads;
    const Ready ready(trees);
    for (unsigned seed = 0; seed < test::rounds(10); ++seed) {
      CAPTURE(threads, seed);
      std::mt19937 chance(seed);
      DestinationAhead ahead(ready.run);
      int taken = 0;
      walk(ahead, ready.run, ready.run.list.root, chance, taken);
      CHECK(taken > 0);
    }
  }
}

TEST_CASE("a directory that was not there early is listed when it is wanted") {
  Trees trees;
  trees.write("source/a/b/file", "x");
  trees.make_dir("copy");
  const Ready ready(trees);
  DestinationAhead ahead(ready.run);
  const tree::Directory& root = ready.run.list.root;
  (void)ahead.take(root);
  CHECK_THROWS_AS(ahead.take(*root.children[0]), Error);
  trees.write("copy/a/b/late", "x");
  CHECK(names(ahead.take(*root.children[0]->children[0]).listing) ==
        std::vector<std::string>{"late"});
}
