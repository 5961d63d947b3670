#include "engine/session/delivery.h"

#include <catch2/catch.hpp>

#include "engine/session/databases.h"
#include "engine/session/snapshot.h"
#include "engine/session/state.h"
#include "engine/sync/make_path.h"
#include "tests/session/journals.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Two trees, and one delivery between them.
struct Road {
  Scratch local, network;
  Trees trees{local.dir(), network.dir()};
  DeliveryOptions options;
  Trash local_trash{local.dir(), fs::now()}, network_trash{network.dir(), fs::now()};
  std::optional<BlockIndex> known;  // by the last run
  std::vector<std::string> refused;
  std::uint64_t progressed = 0;

  Road() { sync::make_dirs(local.dir(), work_directory); }

  const Scratch& at(Side side) const { return side == Side::local ? local : network; }
  Node node(Side side, const std::string& path) const {
    return make_node(at(side).dir().stat(path).value(), at(side).dir(), path);
  }
  Delivered deliver(Side target, const std::string& path, const Node& source) {
    Delivery delivery(
        trees, options, [this](const std::string&) { return known; },
        [this](const ShareIndexes::Answer& answer) { refused.push_back(answer.reason); },
        local_trash, network_trash);
    const bool replaces = at(target).dir().stat(path).has_value();
    const Node old = replaces ? node(target, path) : Node{};
    return delivery.deliver(target, path, source, {replaces ? &old : nullptr, {}},
                            [this](std::uint64_t bytes) { progressed += bytes; });
  }
  Delivered deliver(Side target, const std::string& path) {
    return deliver(target, path, node(other(target), path));
  }
};

Node in_use(Node node) {
  node.database = {.change_counter = 1, .wal = {{.size = 1}}};
  return node;
}

}  // namespace

// Nothing is sent to find out who copies, or how fast a link is that is not there.
TEST_CASE("delivery: to a disk of this machine goes what changed alone") {
  if (fs::refuse_name("a:b")) return;  // Windows: fs/windows/kernel_copy.cpp
  Road road;
  road.options.has_link = false;
  std::mt19937 random(1);
  Bytes content = random_bytes(random, std::size_t{24} << 20);
  put(road.local.dir(), "f", content);
  road.known = road.deliver(Side::network, "f").index;
  content[12'345'678] ^= std::byte{1};
  put(road.local.dir(), "f", content);
  CHECK(road.deliver(Side::network, "f").bytes < 100'000);
  CHECK((get(road.network.dir(), "f") == content));
}

TEST_CASE("delivery: a file arrives with its time, and both sides know the content") {
  for (const Side target : {Side::local, Side::network}) {
    Road road;
    const Bytes content = bytes_of("a few words");
    const fs::Dir& from = road.at(other(target)).dir();
    put(from, "file", content);
    from.set_times("file", std::nullopt, new_time);
    const Delivered there = road.deliver(target, "file");
    CHECK((get(road.at(target).dir(), "file") == content));
    CHECK(there.target.modified == new_time);
    CHECK(there.source.content == hash::hash(hash::Kind::xxh128, content));
    CHECK(there.target.content == there.source.content);
    CHECK(there.bytes == content.size());
    CHECK(road.progressed == content.size());
    CHECK_FALSE(there.index);
  }
}

TEST_CASE("delivery: of a large file only the change goes over, by the index on the share") {
  std::mt19937 random(1);
  Road road;
  const Bytes old = random_bytes(random, 3'000'000);
  put(road.local.dir(), "large", old);
  CHECK(road.deliver(Side::network, "large").index);
  REQUIRE((get(road.network.dir(), "large") == old));
  Bytes changed = old;
  std::ranges::copy(random_bytes(random, 500), changed.begin() + 1'000'000);
  overwrite(road.local.dir(), "large", 1'000'000,
            Bytes(changed.begin() + 1'000'000, changed.begin() + 1'000'500));

  SECTION("to the share") {
    const Delivered there = road.deliver(Side::network, "large");
    CHECK((get(road.network.dir(), "large") == changed));
    CHECK(there.bytes < 300'000);
  }
  SECTION("to the share, which is not to be relied on") {
    road.options.share_index = false;
    const Delivered there = road.deliver(Side::network, "large");
    CHECK((get(road.network.dir(), "large") == changed));
    CHECK(there.bytes == changed.size());
  }
  SECTION("and from it") {
    (void)road.deliver(Side::network, "large");
    put(road.local.dir(), "large", old);
    const Delivered here = road.deliver(Side::local, "large");
    CHECK((get(road.local.dir(), "large") == changed));
    CHECK(here.bytes < 300'000);
  }
  CHECK(road.refused.empty());
}

TEST_CASE("delivery: a file that is another one by now does not go over") {
  Road road;
  put(road.local.dir(), "file", bytes_of("planned"));
  const Node planned = road.node(Side::local, "file");
  put(road.local.dir(), "file", bytes_of("something else"));
  CHECK_THROWS_AS(road.deliver(Side::network, "file", planned), ChangedMeanwhile);
  CHECK_FALSE(road.network.dir().stat("file"));
}

TEST_CASE("delivery: a database in use goes over as one snapshot, either way") {
  for (const Side target : {Side::local, Side::network}) {
    Road road;
    make_live_wal(road.at(other(target)).dir(), "log.db", 3);
    const Node source = in_use(road.node(other(target), "log.db"));
    const Delivered there = road.deliver(target, "log.db", source);
    CHECK(entries_of(road.at(target).dir(), "log.db") == 3);
    CHECK_FALSE(road.at(target).dir().stat("log.db-wal"));
    CHECK(there.source.database == source.database);
    CHECK(there.target.is_database());
    CHECK_FALSE(there.target.is_in_use());
    CHECK(count_names(road.local.dir(), work_directory) == 0);
  }
}

TEST_CASE("delivery: what is beside the old version of a database goes to the trash") {
  Road road;
  { Ledger(road.local.dir().path_of("a.db"), "PRAGMA journal_mode=DELETE").add_and_commit(); }
  put(road.network.dir(), "a.db", bytes_of("old"));
  put(road.network.dir(), "a.db-journal", Bytes{});
  (void)road.deliver(Side::network, "a.db");
  CHECK(entries_of(road.network.dir(), "a.db") == 1);
  CHECK_FALSE(road.network.dir().stat("a.db-journal"));
  CHECK(road.network_trash.is_used());
}

TEST_CASE("delivery: a damaged database does not take its name where that is looked at") {
  for (const Side target : {Side::local, Side::network}) {
    Road road;
    road.options.check_databases = true;
    const fs::Dir& from = road.at(other(target)).dir();
    {
      Ledger ledger(from.path_of("bad.db"), "PRAGMA journal_mode=DELETE");
      for (int i = 0; i < 40; ++i) ledger.add_and_commit();
    }
    overwrite(from, "bad.db", 4096, Bytes(8192, std::byte{0x55}));
    put(road.at(target).dir(), "bad.db", bytes_of("good"));
    CHECK_THROWS_WITH(road.deliver(target, "bad.db"), Catch::Contains("is damaged"));
    CHECK((get(road.at(target).dir(), "bad.db") == bytes_of("good")));
  }
}

TEST_CASE("delivery: an index goes with its file") {
  std::mt19937 random(3);
  Road road;
  put(road.local.dir(), "large", random_bytes(random, 400'000));
  const Identity there = road.deliver(Side::network, "large").target.identity();
  const ShareIndexes indexes(road.network.dir());
  CHECK(indexes.load("large", there).index);
  const Delivery delivery(
      road.trees, road.options, [](const std::string&) { return std::nullopt; }, {},
      road.local_trash, road.network_trash);
  SECTION("that gets another time") {
    const Node before = road.node(Side::network, "large");
    road.network.dir().set_times("large", std::nullopt, new_time);
    const Node now = road.node(Side::network, "large");
    const auto renewed = delivery.renew_index("large", before, now);
    REQUIRE(renewed);
    CHECK(renewed->identity == now.identity());
    CHECK(indexes.load("large", now.identity()).index);
    // Of a version that nobody knew there is none.
    CHECK_FALSE(delivery.renew_index("large", before, now));
  }
  SECTION("that goes") {
    delivery.forget("large");
    CHECK_FALSE(indexes.load("large", there).index);
  }
}
