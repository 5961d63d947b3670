#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

#include "engine/fs/dir.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

namespace {

std::set<std::string> names_of(const fs::Listing& listing) {
  std::set<std::string> names;
  for (const fs::Listed& entry : listing.entries) names.insert(entry.name);
  return names;
}

}  // namespace

TEST_CASE("an empty directory lists nothing") {
  const Scratch scratch;
  const fs::Listing listing = scratch.dir().list();
  CHECK(listing.entries.empty());
  CHECK(listing.failed.empty());
  CHECK(listing.read_error == 0);
}

TEST_CASE("a listing has every name with its stat, and is fresh each time") {
  const Scratch scratch;
  const fs::Dir& dir = scratch.dir();
  write_file(dir, "file", "1234");
  dir.make_dir("dir", 0755);
  CHECK(names_of(dir.list()) == std::set<std::string>{"file", "dir"});
  write_file(dir, ".hidden", "");
  write_file(dir, "two words", "");
  write_file(dir,
             "gr\xc3\xb6\xc3\x9f"
             "e",
             "");
  dir.remove_dir("dir");
  const fs::Listing listing = dir.list();
  CHECK(names_of(listing) == std::set<std::string>{"file", ".hidden", "two words",
                                                   "gr\xc3\xb6\xc3\x9f"
                                                   "e"});
  for (const fs::Listed& entry : listing.entries) {
    const fs::Stat asked = *dir.stat(entry.name);
    CHECK(entry.stat.type == asked.type);
    CHECK(entry.stat.size == asked.size);
    CHECK(entry.stat.permissions == asked.permissions);
    CHECK(entry.stat.modified == asked.modified);
  }
}

TEST_CASE("a directory larger than one buffer is listed whole, by several threads at once") {
  const Scratch scratch;
  constexpr int kCount = 3000;
  const std::string padding(100, 'x');
  for (int i = 0; i < kCount; ++i) {
    (void)scratch.dir().create(padding + std::to_string(i), 0600);
  }
  std::vector<std::size_t> counts(4);
  std::vector<std::thread> threads;
  threads.reserve(counts.size());
  for (std::size_t& count : counts) {
    threads.emplace_back([&] { count = names_of(scratch.dir().list()).size(); });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(counts == std::vector<std::size_t>(4, kCount));
}

TEST_CASE("a listing that follows shows what a symlink leads to, and a dangling one itself") {
  const Scratch scratch;
  write_file(scratch.dir(), "file", "1234");
  try {
    scratch.dir().make_symlink("file", "link");
    scratch.dir().make_symlink("nowhere", "dangling");
  } catch (const Error& error) {
    WARN("symlinks cannot be made here: " << error.what());
    return;
  }
  const fs::Listing followed = scratch.dir().list(fs::Follow::yes);
  const fs::Listing plain = scratch.dir().list();
  REQUIRE(followed.entries.size() == 3);
  REQUIRE(plain.entries.size() == 3);
  const auto type = [](const fs::Listing& listing, std::string_view name) {
    return std::find_if(listing.entries.begin(), listing.entries.end(),
                        [&](const fs::Listed& entry) { return entry.name == name; })
        ->stat.type;
  };
  CHECK(type(followed, "link") == fs::FileType::regular);
  CHECK(type(followed, "dangling") == fs::FileType::symlink);
  CHECK(type(plain, "link") == fs::FileType::symlink);
}
