#include "engine/session/conflict_name.h"

#include <catch2/catch.hpp>
#include <set>

using namespace smartsync;
using namespace smartsync::session;

namespace {

const fs::Time kWhen{1'000'000'000, 0};
const std::string kMark = ".conflict-network-20010909T014640Z";

std::string name_of(std::string_view path, const std::set<std::string>& taken = {},
                    Side side = Side::network) {
  return conflict_name(path, side, kWhen,
                       [&](const std::string& name) { return taken.contains(name); });
}

}  // namespace

TEST_CASE("the copy of a conflict keeps its ending and its directory", "[session][conflict_name]") {
  CHECK(name_of("data.csv") == "data" + kMark + ".csv");
  CHECK(name_of("a.b/run 1/lims.db") == "a.b/run 1/lims" + kMark + ".db");
  CHECK(name_of("data.csv", {}, Side::local) == "data.conflict-local-20010909T014640Z.csv");
}

TEST_CASE("only what is an ending is one", "[session][conflict_name]") {
  CHECK(name_of("README") == "README" + kMark);
  CHECK(name_of(".hidden") == ".hidden" + kMark);
  CHECK(name_of(".hidden.json") == ".hidden" + kMark + ".json");
  CHECK(name_of("d.1/.hidden") == "d.1/.hidden" + kMark);
  CHECK(name_of("a.tar.gz") == "a" + kMark + ".tar.gz");
  CHECK(name_of("a.b.gz") == "a.b" + kMark + ".gz");
  CHECK(name_of(".tar.gz") == ".tar" + kMark + ".gz");
  CHECK(name_of("trailing.") == "trailing." + kMark);
  CHECK(name_of("see Dr. Smith") == "see Dr. Smith" + kMark);
  const std::string long_end = "a." + std::string(40, 'x');
  CHECK(name_of(long_end) == long_end + kMark);
}

TEST_CASE("a name that is taken gets a number", "[session][conflict_name]") {
  const std::string first = "d/data" + kMark + ".csv";
  const std::string second = "d/data" + kMark + "-2.csv";
  CHECK(name_of("d/data.csv", {first}) == second);
  CHECK(name_of("d/data.csv", {first, second}) == "d/data" + kMark + "-3.csv");
}

TEST_CASE("no name is longer than 255 bytes, no character is cut", "[session][conflict_name]") {
  const std::string tail = kMark + ".csv";
  CHECK(name_of("d/" + std::string(251, 'a') + ".csv") ==
        "d/" + std::string(255 - tail.size(), 'a') + tail);
  for (std::size_t lead = 0; lead < 4; ++lead) {
    std::string stem(lead, 'a');
    while (stem.size() + 4 <= 250) stem += "\xf0\x9f\x92\xa1";
    const std::string name = name_of(stem + ".csv");
    REQUIRE(name.size() <= 255);
    REQUIRE(name.size() > 251);
    REQUIRE(name.ends_with(tail));
    CHECK((name.size() - tail.size() - lead) % 4 == 0);
  }
  // What is no UTF-8 is cut all the same.
  CHECK(name_of(std::string(255, '\xbf')).size() == 255);
  // The number has its place, too.
  const std::string first = name_of(std::string(255, 'a'));
  const std::string second = name_of(std::string(255, 'a'), {first});
  CHECK(second.size() == 255);
  CHECK(second.ends_with("Z-2"));
}
