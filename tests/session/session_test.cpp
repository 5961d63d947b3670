#include "engine/session/session.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/fs/process.h"
#include "engine/session/patch/journal.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/state.h"
#include "engine/sqlite/connection.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

#ifdef _WIN32
constexpr bool server_copies = false;  // fs/windows/kernel_copy.cpp says why
#else
constexpr bool server_copies = true;
#endif

ExitCode code_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Ended& ended) {
    UNSCOPED_INFO(ended.sentence);
    return ended.code;
  }
  return ExitCode::ok;
}

std::int64_t number_in(const std::string& database, const std::string& sql) {
  return sqlite::Database(database, sqlite::Database::Access::read).number(sql);
}

}  // namespace

TEST_CASE("a project goes out, comes back changed, and both sides are equal") {
  StagedProject shop;
  shop.write("net/a.csv", "1\n");
  shop.write("net/d/.hidden", "h");
  shop.write("net/d/__pycache__/x.pyc", "x");
  shop.write("net/large", std::string(1'000'000, 'l'));
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.read("loc/a.csv") == "1\n");
  CHECK(shop.read("loc/d/.hidden") == "h");
  CHECK_FALSE(shop.read("loc/d/__pycache__/x.pyc"));
  CHECK(shop.read("loc/large")->size() == 1'000'000);
  CHECK(shop.read("loc/.sync_log.json")->find("initial_sync") != std::string::npos);

  shop.write("loc/a.csv", "1\n2\n");
  shop.write("loc/new/file", "n");
  shop.remove("loc/d/.hidden");
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);  // reverts nothing
  CHECK(shop.read("loc/a.csv") == "1\n2\n");
  const Outcome pushed = shop.go(Direction::push);
  CHECK(pushed.code == ExitCode::ok);
  CHECK(pushed.counts.files == 2);
  CHECK(pushed.counts.deletions == 1);
  CHECK(shop.read("net/a.csv") == "1\n2\n");
  CHECK(shop.read("net/new/file") == "n");
  CHECK_FALSE(shop.read("net/d/.hidden"));
  CHECK(shop.read("net/d/__pycache__/x.pyc") == "x");
  const Outcome nothing = shop.go(Direction::both);
  CHECK(nothing.counts.files == 0);
  CHECK(shop.told.plan.actions.empty());
}

TEST_CASE("a change in a large file moves alone, also to a second machine") {
  StagedProject shop;
  std::string content;
  for (std::int64_t i = 0; i < 400'000; ++i) content += std::to_string(i * 7919) + ",";
  shop.write("net/table.csv", content);
  shop.init("one");
  shop.init("two");
  std::uint64_t most = 100'000;
  SECTION("rows are inserted: what follows them is copied by the server") {
    content.insert(1'000'000, "some rows");
    shop.defaults.delivery.way = PatchWay::copy;
    if constexpr (!server_copies) most += content.size();
  }
  SECTION("cells are changed: they are written where they lie") {
    content.replace(1'000'000, 9, "new cells");
    shop.defaults.delivery.way = PatchWay::journal;
  }
  SECTION("after a push that brought nothing but another time") {
    shop.age("one/table.csv", 1'700'000'000);
    CHECK(shop.go(Direction::push, "one").counts.bytes == 0);
    content.replace(1'000'000, 9, "new cells");
    shop.defaults.delivery.way = PatchWay::journal;
  }
  shop.write("one/table.csv", content);
  const Outcome pushed = shop.go(Direction::push, "one");
  CHECK(pushed.code == ExitCode::ok);
  CHECK(pushed.counts.bytes < most);
  CHECK(shop.read("net/table.csv") == content);
  const Outcome pulled = shop.go(Direction::pull, "two");
  CHECK(pulled.counts.bytes < 100'000);
  CHECK(shop.read("two/table.csv") == content);
  CHECK(shop.told.progressed == content.size());
}

TEST_CASE("where both changed, nobody's work is lost") {
  StagedProject shop;
  shop.write("net/f.txt", "old");
  shop.init();
  shop.write("net/f.txt", "theirs");
  shop.age("net/f.txt", 1'700'000'000);
  shop.write("loc/f.txt", "mine");
  SECTION("both are kept") {
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    REQUIRE(shop.told.conflicts.size() == 1);
    const std::string beside = shop.told.conflicts[0].set_aside;
    CHECK(beside.starts_with("f.conflict-network-"));
    for (const char* side : {"net/", "loc/"}) {
      CHECK(shop.read(side + std::string("f.txt")) == "mine");
      CHECK(shop.read(side + beside) == "theirs");
    }
    CHECK(shop.go(Direction::both).conflicts == 0);
  }
  SECTION("the loser goes to the trash") {
    shop.defaults.on_conflict = OnConflict::network;
    CHECK(shop.go(Direction::push).code == ExitCode::ok);
    CHECK(shop.read("net/f.txt") == "theirs");
    CHECK(shop.read("loc/f.txt") == "theirs");
    const auto runs = shop.scratch.dir().open_dir("loc/.smartsync/trash").list().entries;
    REQUIRE(runs.size() == 1);
    CHECK(shop.read("loc/.smartsync/trash/" + runs[0].name + "/f.txt") == "mine");
  }
  SECTION("it waits until somebody resolves it") {
    shop.defaults.on_conflict = OnConflict::stop;
    CHECK(shop.go(Direction::both).code == ExitCode::conflicts);
    CHECK(shop.read("net/f.txt") == "theirs");
    SessionOptions options;
    options.local = shop.staging();
    CHECK(code_of([&] { resolve({"other"}, OnConflict::local, options, shop.told); }) ==
          ExitCode::usage);
    CHECK(resolve({"f.txt"}, OnConflict::local, options, shop.told).code == ExitCode::ok);
    CHECK(shop.read("net/f.txt") == "mine");
  }
}

TEST_CASE("a folder stands for all conflicts in it") {
  StagedProject shop;
  for (const char* path : {"net/d/a", "net/d/e/b", "net/d/gone/c", "net/d/other", "net/f"})
    shop.write(path, "old");
  shop.init();
  for (const char* path : {"d/a", "d/e/b", "f"}) {
    shop.write("net/" + std::string(path), "theirs");
    shop.write("loc/" + std::string(path), "mine");
  }
  shop.write("net/d/gone/c", "theirs");
  shop.remove("loc/d/gone/c");
  shop.scratch.dir().open_dir("loc/d").remove_dir("gone");
  shop.write("loc/d/other", "changed here alone");
  shop.defaults.on_conflict = OnConflict::stop;
  CHECK(shop.go(Direction::pull).code == ExitCode::conflicts);
  CHECK(shop.told.conflicts.size() == 4);

  SessionOptions options;
  options.local = shop.staging();
  CHECK(resolve({"d"}, OnConflict::network, options, shop.told).code == ExitCode::ok);
  for (const char* path : {"loc/d/a", "loc/d/e/b", "loc/d/gone/c"})
    CHECK(shop.read(path) == "theirs");
  CHECK(shop.read("loc/f") == "mine");
  CHECK(shop.read("net/d/other") == "old");
  CHECK(code_of([&] { resolve({"d"}, OnConflict::network, options, shop.told); }) ==
        ExitCode::usage);
  CHECK(shop.go(Direction::both).conflicts == 1);
  CHECK(shop.read("net/d/other") == "changed here alone");
}

TEST_CASE("why an index on the share is not used is told") {
  StagedProject shop;
  shop.write("net/table", std::string(400'000, 't'));
  shop.init();
  shop.write("loc/table", std::string(500'000, 'u'));
  shop.go(Direction::push);
  const fs::Dir indexes = shop.scratch.dir().open_dir("net/.smartsync/index");
  REQUIRE(indexes.list().entries.size() == 1);
  const fs::Dir folder = indexes.open_dir(indexes.list().entries[0].name);
  const std::string name = folder.list().entries.at(0).name;
  SECTION("to everybody if it is damaged") {
    shop.told = {};
    folder.open_write(name).truncate(100);
    CHECK(shop.init("two").code == ExitCode::ok);
    REQUIRE(shop.told.notices.size() == 1);
    CHECK(shop.told.notices[0].find("\"table\" is not used: the block index") != std::string::npos);
    CHECK(shop.told.details.empty());
  }
  SECTION("with -v if the file has changed since") {
    shop.write("net/table", std::string(600'000, 'v'));
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
    REQUIRE(shop.told.details.size() == 1);
    CHECK(shop.told.details[0].ends_with("the file has changed since"));
    CHECK(shop.told.notices.empty());
  }
  SECTION("not at all if there is none") {
    folder.remove_file(name);
    shop.told = {};
    CHECK(shop.init("two").code == ExitCode::ok);
    CHECK(shop.told.notices.empty());
    CHECK(shop.told.details.empty());
  }
}

TEST_CASE("a deleted directory with something ignored in it stays, and fails no run") {
  StagedProject shop;
  shop.write("net/.smartsyncignore", "*.tmp\n");
  shop.write("net/d/e/f", "f");
  shop.init();
  shop.write("loc/d/e/x.tmp", "mine");
  shop.remove("net/d/e/f");
  shop.scratch.dir().open_dir("net/d").remove_dir("e");
  shop.scratch.dir().open_dir("net").remove_dir("d");
  const auto stays = [&] {
    CHECK(shop.go(Direction::both).code == ExitCode::ok);
    REQUIRE(shop.told.notices.size() == 1);
    CHECK(shop.told.notices[0].find("loc/d\" was deleted") != std::string::npos);
    CHECK(shop.read("loc/d/e/x.tmp") == "mine");
    CHECK_FALSE(shop.read("loc/d/e/f"));
    CHECK_FALSE(shop.scratch.dir().stat("net/d"));
  };
  stays();
  stays();
  CHECK(shop.told.plan.actions.empty());
  SECTION("as long as that is there") {
    shop.remove("loc/d/e/x.tmp");
    CHECK(shop.go(Direction::both).code == ExitCode::ok);
    CHECK(shop.told.notices.empty());
    CHECK_FALSE(shop.scratch.dir().stat("loc/d"));
  }
  SECTION("until something new is in it") {
    shop.write("loc/d/e/new", "n");
    CHECK(shop.go(Direction::both).code == ExitCode::ok);
    CHECK(shop.told.notices.empty());
    CHECK(shop.read("net/d/e/new") == "n");
    CHECK_FALSE(shop.read("net/d/e/x.tmp"));
  }
}

TEST_CASE("a drive that is not there changes nothing") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  shop.write("loc/mine", "m");
  const auto unreachable = [&] {
    CHECK(code_of([&] { shop.go(Direction::both); }) == ExitCode::unreachable);
    CHECK(shop.read("loc/f") == "f");
    SessionOptions options;
    options.local = shop.staging();
    Told told;
    const Outcome waiting = status(options, told);
    CHECK(waiting.code == ExitCode::unreachable);
    CHECK(waiting.waiting == 1);
  };
  SECTION("gone") {
    shop.scratch.dir().rename("net", shop.scratch.dir(), "elsewhere");
    unreachable();
    shop.scratch.dir().rename("elsewhere", shop.scratch.dir(), "net");
    CHECK(shop.go(Direction::push).code == ExitCode::ok);
    CHECK(shop.read("net/mine") == "m");
  }
  SECTION("an empty directory in its place") {
    shop.scratch.dir().rename("net", shop.scratch.dir(), "elsewhere");
    shop.scratch.dir().make_dir("net", 0755);
    unreachable();
    CHECK(shop.scratch.dir().open_dir("net").list().entries.empty());
  }
  SECTION("empty but for the marker") {
    shop.remove("net/f");
    unreachable();
  }
  SECTION("another project in its place") {
    shop.scratch.dir().rename("net", shop.scratch.dir(), "elsewhere");
    shop.write("net/other", "o");
    shop.init("other");
    unreachable();
  }
}

TEST_CASE("what a run would finish first fails nobody who only looks") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  shop.write("loc/f", "mine");
  shop.write("loc/g", "mine");
  shop.write("net/.smartsync/journal/" + journal_name("f"), "begun by somebody who was killed");
  SessionOptions options;
  options.local = shop.staging();
  const Outcome looked = status(options, shop.told);
  CHECK(looked.code == ExitCode::ok);
  CHECK(shop.told.plan.incomplete);
  CHECK(shop.told.plan.actions.size() == 1);
  REQUIRE(shop.told.notices.size() == 1);
  CHECK(shop.told.notices[0].find("net/f\" is not finished yet") != std::string::npos);
  CHECK(shop.told.errors.empty());
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(shop.read("net/f") == "mine");
}

TEST_CASE("a mass deletion asks first") {
  StagedProject shop;
  for (int i = 0; i < 30; ++i) shop.write("net/" + std::to_string(i), "x");
  shop.init();
  for (int i = 0; i < 25; ++i) shop.remove("loc/" + std::to_string(i));
  CHECK(code_of([&] { shop.go(Direction::push); }) == ExitCode::conflicts);
  CHECK(shop.read("net/3") == "x");
  shop.defaults.allow_mass_delete = true;
  CHECK(shop.go(Direction::push).counts.deletions == 25);
  CHECK_FALSE(shop.read("net/3"));
}

TEST_CASE("a database in use travels as one state") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  sqlite::Database database(shop.staging() + "/lab.db", sqlite::Database::Access::create);
  database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  REQUIRE(shop.scratch.dir().stat("loc/lab.db-wal")->size > 0);
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK_FALSE(shop.scratch.dir().stat("net/lab.db-wal"));
  CHECK(number_in(shop.net() + "/lab.db", "SELECT count(*) FROM t") == 1);
  CHECK(shop.go(Direction::push).counts.files == 0);
  database.execute("INSERT INTO t VALUES (2)");
  CHECK(shop.go(Direction::push).counts.files == 1);
  CHECK(number_in(shop.net() + "/lab.db", "SELECT count(*) FROM t") == 2);
  // Only what is in the -wal moves into the database: nothing new for the network.
  database.checkpoint();
  CHECK(shop.go(Direction::push).counts.bytes == 0);
}

TEST_CASE("a dry run of the first copy tells what it would do, and leaves no trace") {
  StagedProject shop;
  shop.write("net/folder/a", "a");
  shop.write("net/__pycache__/b", "b");
  shop.defaults.dry_run = true;
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.told.plan.actions.size() == 2);
  CHECK_FALSE(shop.scratch.dir().stat("loc"));
  CHECK_FALSE(shop.scratch.dir().stat("net/.smartsync"));
  shop.write("loc/own", "o");
  SessionOptions options = shop.defaults;
  options.local = shop.staging();
  for (const auto step : {pre_step, post_step}) {
    shop.told = {};
    CHECK(step(shop.net(), options, shop.told).code == ExitCode::ok);
    CHECK(shop.told.plan.actions.size() + shop.told.plan.waiting.size() == 3);
  }
  CHECK(shop.scratch.dir().open_dir("loc").list().entries.size() == 1);
  CHECK_FALSE(shop.scratch.dir().stat("net/.smartsync"));
  options.local = shop.staging("loc/own");
  CHECK(code_of([&] { init(shop.net(), options, shop.told); }) == ExitCode::usage);
  options.dry_run = false;
  CHECK(code_of([&] { init(shop.net(), options, shop.told); }) == ExitCode::usage);
  CHECK(shop.read("loc/own") == "o");
}

TEST_CASE("a dry run of the first copy that fails leaves nothing among the temporary files") {
  StagedProject shop;
  shop.write("net/.smartsyncignore", "!\n");
  shop.defaults.dry_run = true;
  const fs::Dir temporary = fs::Dir::open(fs::temp_directory());
  const auto folders = [&] {
    std::set<std::string> names;
    for (const fs::Listed& entry : temporary.list().entries)
      if (entry.name.starts_with(".smartsync.")) names.insert(entry.name);
    return names;
  };
  const auto before = folders();
  CHECK_THROWS_AS(shop.init(), Error);
  CHECK(folders() == before);
}

TEST_CASE("the first copy obeys the ignore rules that it brings") {
  StagedProject shop;
  shop.write("net/.smartsyncignore", "*.tmp\n");
  shop.write("net/a.tmp", "a");
  shop.write("net/b", "b");
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.read("loc/b") == "b");
  CHECK(shop.read("loc/.smartsyncignore") == "*.tmp\n");
  CHECK_FALSE(shop.read("loc/a.tmp"));
  CHECK(shop.go(Direction::both).counts.deletions == 0);
  CHECK(shop.read("net/a.tmp") == "a");
}

TEST_CASE("two staging copies finished in one second keep both their trash") {
  StagedProject shop;
  shop.write("net/f", "f");
  for (const char* name : {"loc", "other"}) {
    shop.init(name);
    const fs::Dir trash =
        sync::make_dirs(shop.scratch.dir(), std::string(name) + "/.smartsync/trash/x");
    smartsync::test::write_file(trash, "lost", name);
  }
  SessionOptions options;
  for (const char* name : {"loc", "other"}) {
    options.local = shop.staging(name);
    CHECK(finish(options, shop.told).code == ExitCode::ok);
  }
  CHECK(shop.scratch.dir().open_dir("net/.smartsync/trash").list().entries.size() == 2);
}

TEST_CASE("two long names that are shortened to one keep both losers") {
  StagedProject shop;
  const std::string stem(250, 'n');
  shop.write("net/other", "o");
  for (const char* end : {"1", "2"}) shop.write("net/" + stem + end, "first");
  shop.init();
  for (const char* end : {"1", "2"}) {
    shop.write("loc/" + stem + end, std::string("mine, and longer ") + end);
    shop.write("net/" + stem + end, std::string("theirs ") + end);
  }
  CHECK(shop.go(Direction::both).code == ExitCode::ok);
  CHECK(shop.told.conflicts.size() == 2);
  std::set<std::string> contents;
  for (const fs::Listed& entry : shop.scratch.dir().open_dir("net").list().entries)
    if (entry.stat.type == fs::FileType::regular) contents.insert(*shop.read("net/" + entry.name));
  CHECK(contents == std::set<std::string>{"o", "mine, and longer 1", "mine, and longer 2",
                                          "theirs 1", "theirs 2"});
}

TEST_CASE("a project's last file can be deleted by who means it") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  shop.remove("loc/f");
  CHECK(code_of([&] { shop.go(Direction::push); }) == ExitCode::partial);
  CHECK(shop.read("net/f") == "f");
  shop.defaults.allow_mass_delete = true;
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK_FALSE(shop.read("net/f"));
  shop.defaults.allow_mass_delete = false;
  CHECK(shop.go(Direction::both).code == ExitCode::ok);
}

TEST_CASE("a database may have the longest of names, and so no companion") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  const std::string name(255, 'd');
  for (const char* statement : {"CREATE TABLE t (x)", "INSERT INTO t VALUES (1)"}) {
    {
      sqlite::Database database(shop.staging() + "/short", sqlite::Database::Access::create);
      database.execute(statement);
    }
    shop.write("loc/" + name, *shop.read("loc/short"));
    CHECK(shop.go(Direction::push).code == ExitCode::ok);
  }
  CHECK(shop.read("net/" + name) == shop.read("loc/short"));
}

TEST_CASE("what lay beside an old database is not taken for a part of the new one") {
  StagedProject shop;
  {
    sqlite::Database database(shop.net() + "/lab.db", sqlite::Database::Access::create);
    database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  }
  shop.init();
  {
    sqlite::Database database(shop.net() + "/lab.db", sqlite::Database::Access::write);
    database.execute("INSERT INTO t VALUES (2)");
  }
  shop.write("loc/lab.db-wal", "");  // as a program leaves it that was killed
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK_FALSE(shop.scratch.dir().stat("loc/lab.db-wal"));
  CHECK(number_in(shop.staging() + "/lab.db", "SELECT count(*) FROM t") == 2);
}

// The file is changed where it lies: it has that name all the while.
TEST_CASE("what lay beside a file that becomes a database is not taken for a part of it") {
  StagedProject shop;
  {
    sqlite::Database database(shop.scratch.path() + "/made.db", sqlite::Database::Access::create);
    database.execute("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(2000000))");
  }
  std::string content = *shop.read("made.db");
  content[0] = 's';
  shop.write("net/lab.db", content);
  shop.write("net/lab.db-wal", "a note");
  for (const char* name : {"loc", "second"}) shop.init(name);
  shop.write("second/lab.db", *shop.read("made.db"));
  CHECK(shop.go(Direction::push, "second").code == ExitCode::ok);
  CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(shop.read("loc/lab.db") == shop.read("made.db"));
  for (const char* name : {"net", "loc"})
    CHECK_FALSE(shop.scratch.dir().stat(name + std::string("/lab.db-wal")));
  CHECK(shop.scratch.dir().stat("loc/.smartsync/trash"));
  CHECK(shop.go(Direction::both).counts.files == 0);
}

TEST_CASE("what somebody changes between the plan and its carrying out is left alone") {
  StagedProject shop;
  shop.write("net/f", "old");
  shop.write("net/gone", "g");
  shop.init();
  shop.write("loc/f", "mine");
  shop.remove("loc/gone");
  shop.after_plan = [&] {
    shop.write("net/f", "somebody else's");
    shop.write("net/gone", "changed");
  };
  CHECK(shop.go(Direction::push).code == ExitCode::partial);
  CHECK(shop.told.errors.size() == 2);
  CHECK(shop.read("net/f") == "somebody else's");
  CHECK(shop.read("net/gone") == "changed");
  CHECK(shop.read("loc/f") == "mine");
  shop.after_plan = {};
  CHECK(shop.go(Direction::both).conflicts == 2);
  CHECK(shop.read("loc/gone") == "changed");
}

TEST_CASE("the session ends when everything is on the network") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  SessionOptions options;
  options.local = shop.staging();
  shop.write("loc/result", "r");
  SECTION("then the staging copy goes") {
    CHECK(finish(options, shop.told).code == ExitCode::ok);
    CHECK(shop.read("net/result") == "r");
    CHECK_FALSE(shop.scratch.dir().stat("loc"));
  }
  SECTION("what is ignored by a rule is nowhere else: it stays") {
    shop.write("loc/.smartsyncignore", "scratch\n");
    shop.write("loc/scratch", "s");
    CHECK(code_of([&] { finish(options, shop.told); }) == ExitCode::partial);
    CHECK(shop.read("loc/scratch") == "s");
    CHECK(shop.read("loc/f") == "f");
  }
  SECTION("an open conflict keeps it") {
    options.on_conflict = OnConflict::stop;
    shop.write("net/f", "theirs");
    shop.write("loc/f", "mine!");
    CHECK(finish(options, shop.told).code == ExitCode::conflicts);
    CHECK(shop.read("loc/f") == "mine!");
  }
}

TEST_CASE("a first copy that was interrupted goes on") {
  StagedProject shop;
  for (int i = 0; i < 10; ++i) shop.write("net/" + std::to_string(i), std::to_string(i));
  shop.init();
  // As if it had been killed before anything was remembered.
  shop.remove("loc/3");
  {
    sqlite::Database state(shop.staging() + "/.smartsync/state.db",
                           sqlite::Database::Access::write);
    state.execute("DELETE FROM node; DELETE FROM fact WHERE key = 'initialised'");
  }
  const Outcome outcome = shop.init();
  CHECK(outcome.code == ExitCode::ok);
  CHECK(outcome.counts.files == 1);
  CHECK(outcome.conflicts == 0);
}

TEST_CASE("a database that is in use is neither replaced nor moved") {
  StagedProject shop;
  {
    sqlite::Database database(shop.net() + "/lab.db", sqlite::Database::Access::create);
    database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  }
  shop.init();
  {
    sqlite::Database database(shop.net() + "/lab.db", sqlite::Database::Access::write);
    database.execute("INSERT INTO t VALUES (2)");
  }
  shop.age("net/lab.db", 4'000'000'000);
  std::optional<sqlite::Database> mine(std::in_place, shop.staging() + "/lab.db",
                                       sqlite::Database::Access::write);
  mine->execute("INSERT INTO t VALUES (3)");
  CHECK(shop.go(Direction::both).code == ExitCode::partial);
  REQUIRE(shop.told.errors.size() == 1);
  CHECK(shop.told.errors[0].find("in use") != std::string::npos);
  CHECK(shop.scratch.dir().stat("loc/lab.db-wal")->size > 0);
  CHECK(mine->number("SELECT sum(x) FROM t") == 4);
  const auto check_both_kept = [&] {
    CHECK(shop.go(Direction::both).code == ExitCode::ok);
    const std::string beside = shop.told.conflicts.at(0).set_aside;
    CHECK(number_in(shop.net() + "/lab.db", "SELECT sum(x) FROM t") == 3);
    CHECK(number_in(shop.net() + "/" + beside, "SELECT sum(x) FROM t") == 4);
  };
  SECTION("closed, it is") {
    mine.reset();
    check_both_kept();
  }
  SECTION("open, with nothing left to write, it is where an open file can be moved") {
    mine->checkpoint();
#ifdef _WIN32
    CHECK(shop.go(Direction::both).code == ExitCode::partial);
    REQUIRE(shop.told.errors.size() == 1);
    CHECK(shop.told.errors[0].find("open in another program") != std::string::npos);
    CHECK(mine->number("SELECT sum(x) FROM t") == 4);
    CHECK(number_in(shop.net() + "/lab.db", "SELECT sum(x) FROM t") == 3);
#else
    check_both_kept();
#endif
  }
}

TEST_CASE("what comes into a database while its session ends keeps the staging copy") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  sqlite::Database database(shop.staging() + "/lab.db", sqlite::Database::Access::create);
  database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  SessionOptions options;
  options.local = shop.staging();
  Told told;
  told.after_plan = [&] { database.execute("INSERT INTO t VALUES (1)"); };
  CHECK(code_of([&] {
          if (finish(options, told).code != ExitCode::ok) throw Ended{ExitCode::partial, ""};
        }) == ExitCode::partial);
  CHECK(database.number("SELECT count(*) FROM t") == 1);
  CHECK(shop.scratch.dir().stat("loc/lab.db-wal")->size > 0);
}

TEST_CASE("an end that was interrupted deletes nothing on the network") {
  StagedProject shop;
  for (int i = 0; i < 10; ++i) shop.write("net/" + std::to_string(i), std::to_string(i));
  shop.init();
  // As finish() leaves it when it is stopped among the files.
  State::open(shop.scratch.dir().open_dir("loc"), {})->forget_everything();
  for (int i = 0; i < 5; ++i) shop.remove("loc/" + std::to_string(i));
  const Outcome outcome = shop.go(Direction::both);
  CHECK(outcome.code == ExitCode::ok);
  CHECK(outcome.counts.deletions == 0);
  CHECK(shop.read("net/3") == "3");
  CHECK(shop.read("loc/3") == "3");
}

TEST_CASE("a step whose drive is away delivers with the next") {
  StagedProject shop;
  shop.write("net/f", "f");
  SessionOptions options;
  options.local = shop.staging();
  CHECK(pre_step(shop.net(), options, shop.told).code == ExitCode::ok);
  shop.write("loc/result", "r");
  shop.scratch.dir().rename("net", shop.scratch.dir(), "elsewhere");
  CHECK(code_of([&] { post_step(shop.net(), options, shop.told); }) == ExitCode::unreachable);
  shop.scratch.dir().rename("elsewhere", shop.scratch.dir(), "net");
  CHECK(pre_step(shop.net(), options, shop.told).code == ExitCode::ok);
  CHECK(shop.read("net/result") == "r");
}

TEST_CASE("a staging copy is not connected with a stranger") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.init();
  shop.write("stranger/f", "other");
  SessionOptions options;
  options.local = shop.staging();
  CHECK(code_of([&] { init(shop.scratch.path() + "/stranger", options, shop.told); }) ==
        ExitCode::usage);
  CHECK(shop.scratch.dir().open_dir("stranger").list().entries.size() == 1);
  SECTION("its own place gets a lost marker back") {
    shop.remove("net/.smartsync/project");
    CHECK(code_of([&] { shop.go(Direction::pull); }) == ExitCode::unreachable);
    CHECK(shop.init().code == ExitCode::ok);
    CHECK(shop.go(Direction::pull).code == ExitCode::ok);
  }
}

TEST_CASE("what is called like SQLite's shared memory travels unless it is a database's") {
  StagedProject shop;
  shop.write("net/results-shm/f", "f");
  shop.write("net/results", "r");
  sqlite::Database(shop.net() + "/lab.data", sqlite::Database::Access::create)
      .execute("CREATE TABLE t(x)");
  shop.write("net/lab.data-shm", "s");
  shop.init();
  CHECK(shop.read("loc/results-shm/f") == "f");
  CHECK_FALSE(shop.read("loc/lab.data-shm"));
  shop.write("loc/mine-shm", "m");
  shop.write("loc/lab.data-shm", "t");
  CHECK(shop.go(Direction::push).code == ExitCode::ok);
  CHECK(shop.read("net/mine-shm") == "m");
  CHECK(shop.read("net/lab.data-shm") == "s");
  const SessionOptions options{.local = shop.staging()};
  CHECK(finish(options, shop.told).code == ExitCode::ok);
  CHECK_FALSE(shop.read("loc/mine-shm"));
}

TEST_CASE("a state that was never begun is begun again") {
  StagedProject shop;
  shop.write("net/f", "f");
  shop.write("loc/.smartsync/state.db", "");
  CHECK(shop.init().code == ExitCode::ok);
  CHECK(shop.read("loc/f") == "f");
}
