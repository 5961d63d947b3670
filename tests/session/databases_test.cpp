#include "engine/session/databases.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/session/ignore_rules.h"
#include "engine/session/snapshot.h"
#include "engine/sync/make_path.h"
#include "tests/session/another_user.h"
#include "tests/session/files.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// What a run finds in one tree, and is told about it.
struct Shelf {
  Scratch scratch;
  Base base;
  std::vector<std::string> problems;

  const fs::Dir& dir() const { return scratch.dir(); }
  Snapshot scanned() const {
    return take_snapshot(scratch.path(), {.ignored = load_ignore_rules(dir())});
  }
  Snapshot noted() {
    Snapshot found = scanned();
    note_databases(found, dir(), base, Side::local, 4,
                   [this](const std::string& sentence) { problems.push_back(sentence); });
    return found;
  }
};

}  // namespace

TEST_CASE("databases: one that rests is known by its change counter") {
  Shelf shelf;
  { Ledger(shelf.dir().path_of("rests.db"), "PRAGMA journal_mode=DELETE").add_and_commit(); }
  put(shelf.dir(), "text.db", bytes_of("not a database"));
  const Snapshot before = shelf.noted();
  const auto& version = before.nodes.at("rests.db").database;
  CHECK(version == DatabaseVersion{.change_counter = version->change_counter});
  CHECK_FALSE(before.nodes.at("text.db").is_database());
  { Ledger(shelf.dir().path_of("rests.db"), "PRAGMA journal_mode=DELETE").add_and_commit(); }
  CHECK(shelf.noted().nodes.at("rests.db").database->change_counter > version->change_counter);
  CHECK(shelf.problems.empty());
}

TEST_CASE("databases: what is beside one in use is a part of it") {
  Shelf shelf;
  make_live_wal(shelf.dir(), "log.db", 3);
  make_hot_journal(shelf.dir(), "hot.db", 30);
  const Snapshot found = shelf.noted();
  CHECK(found.nodes.at("log.db").is_in_use());
  CHECK(found.nodes.at("hot.db").is_in_use());
  CHECK(found.nodes.at("log.db").database->wal->size > 0);
  CHECK_FALSE(found.nodes.at("log.db").database->journal);
  CHECK(found.nodes.at("hot.db").database->journal->size > 0);
  CHECK_FALSE(found.nodes.at("hot.db").database->wal);
  CHECK_FALSE(found.nodes.contains("log.db-wal"));
  CHECK_FALSE(found.nodes.contains("hot.db-journal"));
  CHECK_THROWS_WITH(require_not_in_use(FilePlace(shelf.dir(), "log.db")),
                    Catch::Contains("is in use there"));
}

TEST_CASE("databases: a file that is called like a companion travels if there is no database") {
  Shelf shelf;
  put(shelf.dir(), "notes-wal", bytes_of("about walls"));
  put(shelf.dir(), "diary", bytes_of("no database"));
  put(shelf.dir(), "diary-journal", bytes_of("of the diary"));
  const Snapshot found = shelf.noted();
  CHECK(found.nodes.contains("notes-wal"));
  CHECK(found.nodes.contains("diary-journal"));
  CHECK_FALSE(found.nodes.at("diary").is_database());
}

TEST_CASE("databases: what was one is looked at whatever it is called") {
  Shelf shelf;
  { Ledger(shelf.dir().path_of("results"), "PRAGMA journal_mode=DELETE").add_and_commit(); }
  CHECK_FALSE(shelf.noted().nodes.at("results").is_database());
  shelf.base["results"].local.database.emplace();
  CHECK(shelf.noted().nodes.at("results").is_database());
}

#ifndef _WIN32
TEST_CASE("databases: one that cannot be looked at is unknown, and so is what lies beside it") {
  Shelf shelf;
  put(shelf.dir(), "locked.db", bytes_of("whatever"));
  shelf.dir().set_permissions("locked.db", 0);
  shelf.dir().set_permissions("", 0777);
  Snapshot found = shelf.scanned();
  {
    const AnotherUser somebody;
    if (!somebody.is_one()) return;
    note_databases(found, shelf.dir(), shelf.base, Side::local, 1,
                   [&](const std::string& sentence) { shelf.problems.push_back(sentence); });
  }
  CHECK(std::ranges::count(found.unknown, "locked.db") == 1);
  CHECK(std::ranges::count(found.unknown, "locked.db-wal") == 1);
  REQUIRE(shelf.problems.size() == 1);
  CHECK(shelf.problems[0].find("locked.db") != std::string::npos);
}
#endif

TEST_CASE("databases: what is left over beside one goes to the trash") {
  Shelf shelf;
  const fs::Dir folder = sync::make_dirs(shelf.dir(), "runs");
  put(folder, "log.db-wal", bytes_of(""));
  put(folder, "log.db-journal", bytes_of("left"));
  folder.make_dir("other.db-journal", 0755);
  Trash trash(shelf.dir(), fs::Time{1'700'000'000, 0});
  clear_companions(FilePlace(shelf.dir(), "runs/log.db"), "runs/log.db", trash);
  clear_companions(FilePlace(shelf.dir(), "runs/other.db"), "runs/other.db", trash);
  CHECK(folder.list().entries.size() == 1);
  CHECK(get(shelf.dir().open_dir(".smartsync/trash/20231114T221320Z/runs"), "log.db-journal") ==
        bytes_of("left"));
}

TEST_CASE("databases: one in a folder has its companions there") {
  Shelf shelf;
  const fs::Dir folder = sync::make_dirs(shelf.dir(), "runs/today");
  make_live_wal(folder, "log.db", 3);
  make_hot_journal(folder, "hot.db", 30);
  const Snapshot found = shelf.noted();
  CHECK(found.nodes.at("runs/today/log.db").is_in_use());
  CHECK(found.nodes.at("runs/today/hot.db").is_in_use());
  CHECK(found.unknown.empty());
  CHECK(shelf.problems.empty());
}

// One that is called like a part of another is looked at itself where something is called like a
// part of it.
TEST_CASE("databases: what belongs to one may be called like one that has parts itself") {
  Shelf shelf;
  make_live_wal(shelf.dir(), "log.db", 3);
  put(shelf.dir(), "log.db-wal-wal", bytes_of("a part of a part"));
  const Snapshot found = shelf.noted();
  CHECK(found.nodes.at("log.db").is_in_use());
  CHECK_FALSE(found.nodes.contains("log.db-wal"));
  CHECK(found.nodes.contains("log.db-wal-wal"));
}

TEST_CASE("databases: one that several names of the other side tell of is looked at once") {
  Shelf shelf;
  { Ledger(shelf.dir().path_of("results"), "PRAGMA journal_mode=DELETE").add_and_commit(); }
  Snapshot other;
  for (const char* name : {"results-journal", "results-shm", "results-wal"})
    other.nodes[name].size = 1;
  Snapshot found = shelf.scanned();
  SECTION("and known") {
    note_databases_beside(other, found, shelf.dir(), shelf.base, Side::local, 4, {});
    CHECK(found.nodes.at("results").is_database());
  }
  SECTION("or not, where it is gone by then") {
    shelf.dir().remove_file("results");
    note_databases_beside(other, found, shelf.dir(), shelf.base, Side::local, 4, {});
    CHECK(std::ranges::count(found.unknown, "results") == 1);
  }
}
