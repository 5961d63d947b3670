#include "engine/tree/scan_report.h"

#include <catch2/catch.hpp>
#include <string>
#include <system_error>
#include <vector>

using namespace smartsync;
using Problem = tree::ScanEvents::Problem;

namespace {

struct Told {
  Told() {
    events.problem = [this](const std::string& sentence, Problem kind) {
      sentences.push_back(sentence);
      kinds.push_back(kind);
    };
    events.first_entry = [this] { ++first_entries; };
  }

  tree::ScanEvents events;
  tree::FileList list;
  std::vector<std::string> sentences;
  std::vector<Problem> kinds;
  int first_entries = 0;
  tree::ScanReport report{events, list, true};
};

const Error gone("cannot read", "a/file",
                 std::make_error_code(std::errc::no_such_file_or_directory));
const Error denied("cannot read", "a/file", std::make_error_code(std::errc::permission_denied));

}  // namespace

TEST_CASE("a failure puts the directory that was listed in doubt, or all of the list") {
  Told told;
  tree::Directory directory;
  told.report.failure(denied, &directory);
  CHECK(directory.failed);
  CHECK_FALSE(told.list.root.failed);
  told.report.failure(denied);
  CHECK(told.list.root.failed);
  CHECK(told.kinds == std::vector{Problem::failed, Problem::failed});
  CHECK(told.sentences[0] == denied.what());
}

TEST_CASE("below the first directories of an incremental list a failure is of another kind") {
  Told told;
  tree::Directory directory, below;
  directory.path = "d";
  below.path = "d/e";
  told.report.failure(denied, &told.list.root);
  told.report.failure(denied, &directory);
  told.list.root.entries.resize(1);  // the directory is all there is
  told.report.failure(denied, &directory);
  told.report.failure(denied, &below);
  CHECK(told.kinds == std::vector{Problem::failed, Problem::failed_below, Problem::failed,
                                  Problem::failed_below});
  tree::ScanReport complete(told.events, told.list, false);
  complete.failure(denied, &below);
  CHECK(told.kinds.back() == Problem::failed);
}

TEST_CASE("what is missing has vanished only once directories are listed") {
  Told told;
  tree::Directory directory;
  told.report.failure(gone);
  CHECK(told.list.root.failed);
  told.report.listing_begins();
  told.report.failure(gone, &directory);
  CHECK_FALSE(directory.failed);
  CHECK(told.kinds == std::vector{Problem::failed, Problem::vanished});
  CHECK(told.sentences[1] == "file has vanished: \"a/file\"");
}

TEST_CASE("who asks what has vanished is told the path, and nothing is in doubt") {
  Told told;
  std::vector<std::string> vanished;
  told.events.vanished = [&](const std::string& path) { vanished.push_back(path); };
  tree::Directory directory;
  told.report.listing_begins();
  told.report.failure(gone, &directory);
  CHECK(vanished == std::vector<std::string>{"a/file"});
  CHECK_FALSE(directory.incomplete);
  CHECK(told.kinds.empty());
}

TEST_CASE("a missing argument is told and puts nothing in doubt") {
  Told told;
  told.report.missing_argument("some/where");
  REQUIRE(told.sentences.size() == 1);
  CHECK(told.sentences[0].find("some/where") != std::string::npos);
  CHECK(told.kinds == std::vector{Problem::failed});
  CHECK_FALSE(told.list.root.failed);
}

TEST_CASE("the first filter rule that cannot be read is kept for the end") {
  Told told;
  CHECK_NOTHROW(told.report.throw_if_fatal());
  told.report.failure(tree::FilterError("first", "rules"));
  told.report.failure(tree::FilterError("second", "rules"));
  CHECK(told.sentences.empty());
  CHECK_THROWS_WITH(told.report.throw_if_fatal(), Catch::Contains("first"));
}

TEST_CASE("what arguments send counts each time, and is announced once") {
  Told told;
  tree::Entry file;
  file.size = 5;
  told.report.sent(file);
  told.report.sent(file);
  tree::FoundCounts more;
  more.add(file);
  told.report.found(more);
  CHECK(told.first_entries == 1);
  CHECK(told.list.found.of_type[static_cast<std::size_t>(fs::FileType::regular)] == 3);
  CHECK(told.list.found.size == 15);
}
