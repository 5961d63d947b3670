#include "engine/session/snapshot.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/session/ignore_rules.h"
#include "engine/sync/make_path.h"
#include "tests/session/files.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

Snapshot snapshot_of(const Scratch& scratch) {
  return take_snapshot(scratch.path(), {.ignored = load_ignore_rules(scratch.dir()), .threads = 2});
}

std::vector<std::string> names(const Snapshot& snapshot) {
  std::vector<std::string> all;
  for (const auto& [path, node] : snapshot.nodes) all.push_back(path);
  return all;
}

}  // namespace

TEST_CASE("a snapshot has what travels, a folder before what is in it") {
  const Scratch scratch;
  put(sync::make_dirs(scratch.dir(), "d"), "file", bytes_of("12345"));
  put(sync::make_dirs(scratch.dir(), "d/__pycache__"), "x", bytes_of("1"));
  put(scratch.dir(), "d.txt", bytes_of("1"));
  put(scratch.dir(), "Thumbs.db", bytes_of("1"));
  scratch.dir().open_dir("d").set_times("file", std::nullopt, fs::Time{1'000'000'000, 500});
  const Snapshot found = snapshot_of(scratch);
  CHECK(names(found) == std::vector<std::string>{"d", "d/file", "d.txt"});
  const Node& file = found.nodes.at("d/file");
  CHECK(file.is_regular());
  CHECK(file.size == 5);
  CHECK(file.modified == fs::Time{1'000'000'000, 500});
  CHECK(file.identity() == identity_of(*scratch.dir().stat("d/file")));
  CHECK_FALSE(file.content);
  CHECK(found.nodes.at("d").is_directory());
  CHECK(found.unknown.empty());
}

TEST_CASE("a snapshot's folders cannot go with what does not travel but means something") {
  const Scratch scratch;
  put(scratch.dir(), ignore_file, bytes_of("*.log\n"));
  put(sync::make_dirs(scratch.dir(), "a/b"), "x.log", bytes_of("1"));
  put(sync::make_dirs(scratch.dir(), "c"), ".DS_Store", bytes_of("1"));
  const Snapshot found = snapshot_of(scratch);
  CHECK(found.occupied == PathSet{"a", "a/b"});
  CHECK(found.nodes.contains("c"));
}

TEST_CASE("a snapshot tells of the temporary files of sessions") {
  const Scratch scratch;
  put(sync::make_dirs(scratch.dir(), "d"), ".smartsync-tmp.AbCd12", bytes_of("1"));
  put(scratch.dir(), ".smartsync-tmp.longer-than-ours", bytes_of("1"));
  const Snapshot found = snapshot_of(scratch);
  CHECK(found.leftovers == std::vector<std::string>{"d/.smartsync-tmp.AbCd12"});
  CHECK(names(found) == std::vector<std::string>{".smartsync-tmp.longer-than-ours", "d"});
  CHECK(found.occupied.empty());
}

TEST_CASE("a snapshot of what is not there says nothing about it") {
  const Scratch scratch;
  std::vector<std::string> problems;
  const Snapshot found = take_snapshot(
      scratch.path() + "/gone",
      {.ignored = load_ignore_rules(scratch.dir()),
       .problem = [&](const std::string& sentence) { problems.push_back(sentence); }});
  CHECK(found.nodes.empty());
  CHECK(std::ranges::find(found.unknown, "") != found.unknown.end());
}

#ifndef _WIN32
TEST_CASE("a snapshot takes nobody's rights along, and reads links but follows none") {
  const Scratch scratch;
  put(scratch.dir(), "tool", bytes_of("1"));
  scratch.dir().set_permissions("tool", 06755);
  scratch.dir().make_symlink("/etc", "link");
  const Snapshot found = snapshot_of(scratch);
  CHECK(found.nodes.at("tool").permissions == 0755);
  CHECK(found.nodes.at("link").link_target == "/etc");
  CHECK(found.nodes.size() == 2);
  const fs::Stat tool = *scratch.dir().stat("tool");
  CHECK(make_node(tool, scratch.dir(), "tool").permissions == 0755);
  CHECK(make_node(*scratch.dir().stat("link"), scratch.dir(), "link").link_target == "/etc");
}

TEST_CASE("what a snapshot cannot bring over is unknown, and holds its folder") {
  const Scratch scratch;
  const fs::Dir folder = sync::make_dirs(scratch.dir(), "d");
  folder.make_special("pipe", fs::FileType::fifo, 0600, 0);
  const Snapshot found = snapshot_of(scratch);
  CHECK(names(found) == std::vector<std::string>{"d"});
  CHECK(found.unknown == std::vector<std::string>{"d/pipe"});
  CHECK(found.occupied == PathSet{"d"});
}
#endif
