#include "engine/sync/fuzzy.h"

#include <catch2/catch.hpp>
#include <string>

using namespace smartsync;
using sync::name_distance;
using sync::telling_suffix;

namespace {

using Files = std::vector<fs::Listed>;

fs::Listed listed(const std::string& name, std::uint64_t size = 10, std::int64_t seconds = 1,
                  fs::FileType type = fs::FileType::regular) {
  fs::Listed file{name, {}};
  file.stat.type = type;
  file.stat.size = size;
  file.stat.modified = {seconds, 0};
  return file;
}

// The name of what is similar to an entry of that name, 500 bytes and time 1000; "" if nothing is.
std::string similar(const std::string& name, const std::vector<Files>& directories) {
  tree::Entry entry;
  entry.name_data = name.data();
  entry.name_size = static_cast<std::uint16_t>(name.size());
  entry.size = 500;
  entry.modified_seconds = 1000;
  std::vector<sync::Neighbours> places;
  for (const Files& files : directories) places.push_back({{}, files});
  const auto found = sync::find_similar(entry, places);
  return found ? found->file->name : "";
}

constexpr std::uint32_t distance(std::uint32_t changes, std::uint32_t values) {
  return (changes << 16) + values;
}

}  // namespace

TEST_CASE("a similar file has the same size and time, or the nearest name") {
  const std::string name = "report-2024.csv";
  CHECK(similar(name, {}).empty());
  CHECK(similar(name, {{listed("report-2023.csv"), listed("x.csv")}}) == "report-2023.csv");
  CHECK(similar(name, {{listed("report-2023.csv"), listed("moved", 500, 1000)}}) == "moved");
  CHECK(similar(name, {{listed("report-2023.csv", 0)}}).empty());
  CHECK(similar(name, {{listed("report-2024.csv", 500, 1000, fs::FileType::directory)}}).empty());
  CHECK(similar(name, {{listed("somethingelse.sqlite")}}).empty());
  CHECK(similar(name, {{listed("report-2023.csv")}, {listed("moved", 500, 1000)}}) == "moved");
  CHECK(similar("a", {{listed("aa"), listed("ba")}, {listed("ca")}}) == "ca");
}

TEST_CASE("the greatest distance of a similar name is 25 characters") {
  CHECK(similar("x", {{listed(std::string(25, 'a') + "x")}}) != "");
  CHECK(similar("x", {{listed(std::string(26, 'a') + "x")}}).empty());
}

// What rsync --debug=fuzzy2 says of these names.
TEST_CASE("distances of names") {
  CHECK(name_distance("abc", "abd") == distance(1, 1));
  CHECK(name_distance("abc", "aabc") == distance(1, 0));
  CHECK(name_distance("abc", "abca") == distance(1, 97));
  CHECK(name_distance("abc", "ab") == distance(1, 99));
  CHECK(name_distance("README", "readme") == distance(6, 192));
  CHECK(name_distance("README", ".hidden") == distance(7, 190));
  CHECK(name_distance("a.c", ".hidden") == distance(27, 1519));
  CHECK(name_distance("a.c", "a.txt") == distance(33, 2783));
  CHECK(name_distance("a.c", "a.c.txt") == distance(34, 2928));
  CHECK(name_distance("a.c", "a.bak") == distance(23, 1653));
  CHECK(name_distance("a.c", "a.c.x~") == distance(13, 502));
  CHECK(name_distance("foo.c", "foo.1.2") == distance(13, 644));
  CHECK(name_distance("foo.c", "foo.c.bak.orig~") == distance(50, 4293));
  CHECK(name_distance("foo", "\xc3\xa9") == distance(3, 142));
}

TEST_CASE("which part of a name is its suffix") {
  CHECK(telling_suffix("a.c") == ".c");
  CHECK(telling_suffix("a") == "");
  CHECK(telling_suffix(".hidden") == "");
  CHECK(telling_suffix("a.") == ".");
  CHECK(telling_suffix("a.c~") == ".c");
  CHECK(telling_suffix("a.c.~1~") == ".c");
  CHECK(telling_suffix("a.c.orig") == ".c");
  CHECK(telling_suffix("a.c.1.bak") == ".c");
  CHECK(telling_suffix("a.12") == ".12");
  CHECK(telling_suffix("a.2.3") == ".2");
  CHECK(telling_suffix("a.bak") == "");
  CHECK(telling_suffix("a.b.old~") == ".old");
}
