#include "engine/sync/destination_listing.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using sync::DestinationListing;

TEST_CASE("names are found, listed or looked up one by one") {
  const test::Scratch scratch;
  const std::vector<std::string> names{"A", "b", "b.c", "b0", "z"};
  for (const std::string& name : names) test::write_file(scratch.dir(), name, name);
  for (const bool all : {true, false}) {
    CAPTURE(all);
    const DestinationListing listing(scratch.dir(), all);
    for (const std::string& name : names) {
      const auto stat = listing.find(scratch.dir(), name);
      REQUIRE(stat);
      CHECK(stat->size == name.size());
    }
    for (const char* name : {"b.", "zz", "0"}) CHECK_FALSE(listing.find(scratch.dir(), name));
    if (!all) continue;  // the filesystem may take "a" for "A"
    for (const char* name : {"", "a"}) CHECK_FALSE(listing.find(scratch.dir(), name));
  }
  const DestinationListing listing(scratch.dir(), true);
  std::vector<std::string> listed;
  for (const fs::Listed& entry : listing.entries()) listed.push_back(entry.name);
  CHECK(listed == names);
}

TEST_CASE("a directory that does not exist yet is empty") {
  const DestinationListing listing({}, true);
  CHECK(listing.entries().empty());
  CHECK_FALSE(listing.find({}, "name"));
  CHECK_FALSE(DestinationListing({}, false).find({}, "name"));
}
