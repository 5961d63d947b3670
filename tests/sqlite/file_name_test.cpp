#include "engine/sqlite/file_name.h"

#include "engine/sqlite/check.h"
#include "engine/sqlite/snapshot.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::sqlite;
using namespace smartsync::test;

#ifndef _WIN32
TEST_CASE("a database is reached under a path that SQLite finds too long", "[sqlite]") {
  const Scratch scratch;
  fs::Dir dir = scratch.dir();
  for (int i = 0; i < 10; ++i) {
    dir.make_dir(std::string(70, 'n'), 0755);
    dir = dir.open_dir(std::string(70, 'n'));
  }
  const FileName file(dir, "a.db");
  CHECK(file.path() == dir.path_of("a.db"));
  {
    Database database(file, Database::Access::create);
    database.execute("CREATE TABLE t(x); INSERT INTO t VALUES (7)");
  }
  CHECK(first_complaint(dir, "a.db") == std::nullopt);
  make_hot_journal(dir, "hot.db", 30);
  make_live_wal(dir, "log.db", 3);
  for (const char* name : {"a.db", "hot.db", "log.db"})
    (void)snapshot(dir, name, dir, std::string("copy of ") + name, {});
  CHECK(Database(FileName(dir, "copy of a.db"), Database::Access::read).number("SELECT x FROM t") ==
        7);
  CHECK(entries_of(dir, "copy of hot.db") == 30);
  CHECK(entries_of(dir, "copy of log.db") == 3);
}
#endif

TEST_CASE("a path that SQLite can take is given as it is", "[sqlite]") {
  const Scratch scratch;
  const FileName file(scratch.dir(), "a.db");
  CHECK(file.given() == file.path());
}
