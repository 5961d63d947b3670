#include "engine/sync/hard_links.h"

#include <catch2/catch.hpp>
#include <set>
#include <thread>

using namespace smartsync;
using sync::HardLinks;

namespace {

// A list of names with the inode of each; inode 0 is a file with one name.
tree::FileList list_of(const std::vector<std::pair<std::string, std::uint64_t>>& names,
                       fs::FileType type = fs::FileType::regular) {
  tree::FileList list;
  for (const auto& [name, inode] : names) {
    tree::Entry& entry = list.root.add(name);
    entry.type = type;
    if (inode == 0) continue;
    entry.extra = std::make_unique<tree::EntryExtra>();
    entry.extra->linked = true;
    entry.extra->inode = inode;
  }
  list.root.finish();
  return list;
}

const tree::Entry& at(const tree::FileList& list, const char* name) {
  return list.root.entries[*list.root.find(name)];
}

const auto nothing = [](const HardLinks::Member&) { return false; };

}  // namespace

TEST_CASE("the leader is the first that exists, else the last; of what is made at once the first") {
  const auto list = list_of({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}, {"e", 2}, {"single", 0}});
  const auto elected = [&](const std::set<std::string>& existing) {
    HardLinks links(list);
    links.elect(
        at(list, "a"), [&](const HardLinks::Member& m) { return existing.count(m.path) > 0; },
        nothing);
    for (const char* name : {"a", "b", "c"})
      if (!links.leader_of(at(list, name))) return std::string(name);
    return std::string("none");
  };
  CHECK(elected({}) == "c");
  CHECK(elected({"b"}) == "b");
  CHECK(elected({"b", "a"}) == "a");

  HardLinks links(list);
  CHECK_FALSE(links.is_member(at(list, "single")));
  CHECK(links.is_member(at(list, "d")));
  HardLinks without(list);
  without.elect(at(list, "a"), nothing, [](const HardLinks::Member& m) { return m.path == "c"; });
  CHECK(without.leader_of(at(list, "a")) == "b");
  links.elect(at(list, "d"), nothing, nothing);
  CHECK(links.leader_of(at(list, "d")) == "e");

  const auto pipes = list_of({{"a", 1}, {"b", 1}}, fs::FileType::fifo);
  HardLinks others(pipes);
  others.elect(at(pipes, "a"), nothing, nothing);
  CHECK_FALSE(others.leader_of(at(pipes, "a")));
  CHECK(others.leader_of(at(pipes, "b")) == "a");
}

TEST_CASE("followers of a leader that is transferred wait for the end") {
  const auto list = list_of({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}});
  HardLinks links(list);
  links.elect(
      at(list, "a"), [](const HardLinks::Member& m) { return m.path == "c"; }, nothing);
  CHECK(links.defer(at(list, "a")));
  CHECK(links.defer(at(list, "b")));
  links.begin(at(list, "c"), true);
  CHECK(links.deferred(at(list, "c")).empty());
  CHECK(links.defer(at(list, "d")));
  CHECK(links.defer(at(list, "e")));
  std::string order;
  for (const HardLinks::Member& member : links.deferred_to_the_end()) order += member.path;
  CHECK(order == "deba");
}

TEST_CASE("followers wait for their leader, and learn whether it arrived") {
  for (const bool arrived : {true, false}) {
    const auto list = list_of({{"a", 1}, {"b", 1}});
    HardLinks links(list);
    links.elect(
        at(list, "a"), [](const HardLinks::Member& m) { return m.path == "a"; }, nothing);
    REQUIRE(links.leader_of(at(list, "b")) == "a");
    links.begin(at(list, "a"), false);
    std::thread worker([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      links.end(at(list, "a"), arrived);
    });
    CHECK(links.wait_for_leader(at(list, "b")) == arrived);
    worker.join();
  }
}
