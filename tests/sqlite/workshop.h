// Databases whose states can be told apart, and as a stopped program leaves them.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "engine/fs/file.h"
#include "engine/sqlite/connection.h"
#include "tests/fs/scratch.h"

namespace smartsync::test {

// A ledger: each transaction adds an entry that sums up everything before it, and tells the total
// in another table. A mixture of two states does not add up.
class Ledger {
 public:
  // `pragmas`: journal_mode and the like.
  Ledger(const std::string& path, const std::string& pragmas)
      : database_(path, sqlite::Database::Access::create, std::chrono::seconds(60)) {
    database_.execute(pragmas);
    database_.execute(
        "CREATE TABLE IF NOT EXISTS entry(n INTEGER PRIMARY KEY, sum INTEGER, pad BLOB);"
        "CREATE TABLE IF NOT EXISTS total(entries INTEGER, sum INTEGER);"
        "INSERT INTO total SELECT 0, 0 WHERE NOT EXISTS (SELECT * FROM total)");
  }

  void begin() { database_.execute("BEGIN IMMEDIATE"); }
  // Within a transaction: one more entry, and a few old ones written anew.
  void add() { database_.execute(one_more); }
  static constexpr const char* one_more =
      "INSERT INTO entry SELECT entries + 1, (sum * 31 + entries + 1) % 1000003, "
      "  randomblob(700) FROM total;"
      "UPDATE entry SET pad = randomblob(700) WHERE n % 17 = (SELECT entries % 17 FROM total);"
      "UPDATE total SET entries = entries + 1, sum = (sum * 31 + entries + 1) % 1000003";
  void commit() { database_.execute("COMMIT"); }
  void add_and_commit() {
    begin();
    add();
    commit();
  }
  sqlite::Database& database() { return database_; }

 private:
  sqlite::Database database_;
};

// How many entries the ledger in this file has. Fails the test if the file is damaged, or no state
// that a transaction left.
inline std::int64_t entries_of(const fs::Dir& dir, const std::string& name) {
  sqlite::Database database(sqlite::FileName(dir, name), sqlite::Database::Access::immutable);
  sqlite::Statement check = database.prepare("PRAGMA integrity_check");
  REQUIRE(check.step());
  REQUIRE(check.text(0) == "ok");
  check.reset();
  const std::int64_t entries = database.number("SELECT entries FROM total");
  REQUIRE(database.number("SELECT count(*) FROM entry") == entries);
  std::int64_t sum = 0;
  sqlite::Statement rows = database.prepare("SELECT n, sum FROM entry ORDER BY n");
  while (rows.step()) {
    sum = (sum * 31 + rows.integer(0)) % 1000003;
    REQUIRE(rows.integer(1) == sum);
  }
  REQUIRE(database.number("SELECT sum FROM total") == sum);
  return entries;
}

// Copies `name` and the companions of that name as they lie there: to nobody's lock, as after the
// end of the program that wrote them.
inline void copy_as_stopped(const fs::Dir& from, const std::string& name, const fs::Dir& to) {
  for (const char* ending : {"", "-wal", "-journal"}) {
    if (!from.stat(name + ending)) continue;
    const fs::File source = from.open_read(name + ending);
    const fs::File target = to.create(name + ending, 0644);
    fs::copy_content(source, target, source.stat().size);
  }
}

// A ledger with `entries` entries whose next transaction was stopped when its first pages were in
// the file already.
inline void make_hot_journal(const fs::Dir& dir, const std::string& name, int entries) {
  const Scratch workshop;
  Ledger ledger(workshop.dir().path_of(name), "PRAGMA cache_size=2; PRAGMA synchronous=OFF");
  for (int i = 0; i < entries; ++i) ledger.add_and_commit();
  ledger.begin();
  for (int i = 0; i < 40; ++i) ledger.add();
  copy_as_stopped(workshop.dir(), name, dir);
  REQUIRE(dir.stat(name + "-journal"));
}

// A ledger with `entries` entries, as many of them as possible only in its -wal.
inline void make_live_wal(const fs::Dir& dir, const std::string& name, int entries) {
  const Scratch workshop;
  Ledger ledger(workshop.dir().path_of(name),
                "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
  for (int i = 0; i < entries; ++i) ledger.add_and_commit();
  copy_as_stopped(workshop.dir(), name, dir);
  REQUIRE(dir.stat(name + "-wal")->size > 0);
}

}  // namespace smartsync::test
