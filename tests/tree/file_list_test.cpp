#include "engine/tree/file_list.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

using namespace smartsync;
using tree::Directory;
using tree::list_order;

namespace {

tree::Entry& add(Directory& directory, std::string_view name, fs::FileType type,
                 std::uint16_t origin = 0) {
  tree::Entry& entry = directory.add(name);
  entry.type = type;
  entry.origin = origin;
  return entry;
}

std::vector<std::string> names(const Directory& directory) {
  std::vector<std::string> all;
  for (const tree::Entry& entry : directory.entries) all.emplace_back(entry.name());
  return all;
}

constexpr auto file = fs::FileType::regular;
constexpr auto folder = fs::FileType::directory;

}  // namespace

TEST_CASE("list order: files before directories, bytewise, a directory's name ends in a slash") {
  CHECK(list_order("b", false, "a", true));
  CHECK_FALSE(list_order("a", true, "b", false));
  CHECK(list_order("a", false, "ab", false));
  CHECK(list_order("a.b", true, "a", true));  // '.' comes before '/'
  CHECK(list_order("a", true, "a0", true));   // and '0' after it
  CHECK(list_order("z", false, "\xc3\xa9", false));
  CHECK_FALSE(list_order("a", false, "a", false));
}

TEST_CASE("finish() puts entries into order and finds them again") {
  Directory directory;
  for (const char* name : {"z", "a", "m"}) add(directory, name, file);
  for (const char* name : {"a.b", "a0", "a"}) add(directory, std::string(name) + "-d", folder);
  add(directory, "d", folder);
  add(directory, "d.x", folder);
  directory.finish();
  CHECK(names(directory) ==
        std::vector<std::string>{"a", "m", "z", "a-d", "a.b-d", "a0-d", "d.x", "d"});
  CHECK(directory.first_directory == 3);
  CHECK(directory.children.size() == 5);
  for (const std::string& name : names(directory)) {
    const auto at = directory.find(name);
    REQUIRE(at);
    CHECK(directory.entries[*at].name() == name);
  }
  CHECK_FALSE(directory.find("nothing"));
  CHECK_FALSE(directory.find(""));
}

TEST_CASE("of equal names the earliest origin's stays, but a directory before all else") {
  Directory directory;
  add(directory, "same", file, 2);
  add(directory, "same", file, 1).size = 1;
  add(directory, "mixed", file, 0);
  add(directory, "mixed", folder, 1);
  add(directory, "implied", folder, 0).unlisted = true;
  add(directory, "implied", folder, 3);
  directory.finish();
  REQUIRE(directory.entries.size() == 3);
  CHECK(directory.entries[*directory.find("same")].origin == 1);
  CHECK(directory.entries[*directory.find("same")].size == 1);
  CHECK(directory.entries[*directory.find("mixed")].is_directory());
  CHECK_FALSE(directory.entries[*directory.find("implied")].unlisted);
}

TEST_CASE("children stay with their entries when names are added") {
  Directory directory;
  add(directory, "m", folder);
  directory.finish();
  directory.children[0] = std::make_unique<Directory>();
  directory.children[0]->path = "m";
  add(directory, "a", folder);
  add(directory, "z", folder);
  add(directory, "file", file);
  directory.finish();
  const tree::Entry& entry = directory.entries[*directory.find("m")];
  REQUIRE(directory.child_of(entry) != nullptr);
  CHECK(directory.child_of(entry)->path == "m");
  CHECK(directory.child_of(directory.entries[*directory.find("a")]) == nullptr);
  CHECK(directory.child_of(directory.entries[*directory.find("file")]) == nullptr);
  CHECK(directory.path_of("m") == "m");
  CHECK(directory.child_of(entry)->path_of("x") == "m/x");
}

TEST_CASE("many names of any length keep their bytes") {
  std::mt19937 chance(1);
  std::vector<std::string> wanted;
  Directory directory;
  for (int i = 0; i < 3000; ++i) {
    std::string name = std::to_string(i) + "-";
    name.append(chance() % 250, static_cast<char>(1 + chance() % 255));
    wanted.push_back(name);
    add(directory, name, chance() % 4 == 0 ? folder : file);
  }
  directory.finish();
  for (const std::string& name : wanted) REQUIRE(directory.find(name));
  auto all = names(directory);
  std::sort(all.begin(), all.end());
  std::sort(wanted.begin(), wanted.end());
  CHECK(all == wanted);
}
