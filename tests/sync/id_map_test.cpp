#include "engine/sync/id_map.h"

#include <catch2/catch.hpp>
#include <map>

#include "engine/fs/error.h"

namespace smartsync::sync {
namespace {

std::optional<std::uint32_t> resolve(const std::string& name) {
  static const std::map<std::string, std::uint32_t> ids{
      {"root", 0}, {"daemon", 1}, {"nobody", 65534}, {"anna", 500}};
  const auto found = ids.find(name);
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

IdMap users(const char* argument) {
  IdMap map("usermap", resolve);
  map.add(argument);
  return map;
}

std::string failure(const char* argument) {
  try {
    users(argument);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("without a pair the name decides, then the id", "[id_map]") {
  const IdMap map("usermap", resolve);
  CHECK(map.empty());
  CHECK(map.map(1234, "anna") == 500);
  CHECK(map.map(1234, "stranger") == 1234);
  CHECK(map.map(1234, std::nullopt) == 1234);
  CHECK(map.map(0, "toor") == 0);
}

TEST_CASE("numbers and ranges", "[id_map]") {
  const IdMap map = users("0-99:nobody,1000:9");
  CHECK(map.map(0, "root") == 65534);
  CHECK(map.map(99, std::nullopt) == 65534);
  CHECK(map.map(100, std::nullopt) == 100);
  CHECK(map.map(1000, "cloud") == 9);
  CHECK(users("5-1:3").map(3, std::nullopt) == 3);
}

TEST_CASE("names and wildcards match the source's names only", "[id_map]") {
  CHECK(users("daemon:5,1:6").map(1, "daemon") == 5);
  CHECK(users("1:6,daemon:5").map(1, "daemon") == 6);
  CHECK(users("d*:5").map(1, "daemon") == 5);
  CHECK(users("[dw]*:5").map(33, "www-data") == 5);
  CHECK(users("?aemon:5").map(1, "daemon") == 5);
  CHECK(users("*:7").map(0, "root") == 7);
  CHECK(users("*:7").map(4242, std::nullopt) == 7);
}

TEST_CASE("an empty name is an id without one", "[id_map]") {
  const IdMap map = users(":7");
  CHECK(map.map(4242, std::nullopt) == 7);
  CHECK(map.map(1, "daemon") == 1);
  // --numeric-ids sends no names: only numbers, "*" and the empty name match.
  CHECK(users("daemon:7").map(1, std::nullopt) == 1);
}

TEST_CASE("arguments that cannot be read", "[id_map]") {
  CHECK(failure("1") == "No colon found in --usermap: 1");
  CHECK(failure("") == "No colon found in --usermap: ");
  CHECK(failure("1:2,") == "No colon found in --usermap: ");
  CHECK(failure("0-99:") == "No name found after colon --usermap: 0-99:");
  CHECK(failure("0-:3") == "Invalid number in --usermap: 0-");
  CHECK(failure("0x1:5") == "Invalid number in --usermap: 0x1");
  CHECK(failure("1*:5") == "Invalid number in --usermap: 1*");
  CHECK(failure("1-x:5") == "Invalid number in --usermap: 1-x");
  CHECK(failure("1:4294967296") == "Invalid ID number: 4294967296");
}

TEST_CASE("an unknown name at the destination is told and left out", "[id_map]") {
  IdMap map("groupmap", resolve);
  const auto warnings = map.add("1:stranger,2:3-4,5:6");
  CHECK(warnings == std::vector<std::string>{"Unknown --groupmap name on receiver: stranger",
                                             "Unknown --groupmap name on receiver: 3-4"});
  CHECK(map.map(1, std::nullopt) == 1);
  CHECK(map.map(5, std::nullopt) == 6);
}

TEST_CASE("chown", "[id_map]") {
  CHECK(parse_chown("a:b").usermap == "*:a");
  CHECK(parse_chown("a:b").groupmap == "*:b");
  CHECK(parse_chown("a").usermap == "*:a");
  CHECK(parse_chown("a").groupmap.empty());
  CHECK(parse_chown("a:").groupmap.empty());
  CHECK(parse_chown(":b").usermap.empty());
  CHECK(parse_chown(":b").groupmap == "*:b");
  CHECK(parse_chown(":").usermap.empty());
}

}  // namespace smartsync::sync
