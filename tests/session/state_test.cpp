#include "engine/session/state.h"

#include <atomic>
#include <barrier>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "tests/fs/scratch.h"
#include "tests/session/trees.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;
using smartsync::test::Scratch;
using smartsync::test::write_file;

namespace {

const Project project{"0123456789abcdef0123456789abcdef", "/z/project"};

Agreed agreed(const Node& node) {
  Agreed both{node, node};
  both.network.file_id += 1000;
  return both;
}

bool equal(const Node& a, const Node& b) {
  return a.type == b.type && a.permissions == b.permissions && a.size == b.size &&
         a.modified == b.modified && a.file_id == b.file_id && a.link_target == b.link_target &&
         a.database == b.database && a.content == b.content;
}

// Changes the state behind the program's back.
void tamper(const Scratch& scratch, const std::string& sql) {
  sqlite::Database(scratch.path() + "/.smartsync/state.db", sqlite::Database::Access::write)
      .execute(sql);
}

}  // namespace

TEST_CASE("the state remembers what both sides agreed about") {
  const Scratch scratch;
  Node file = file_of("hello", -5, 77);
  file.modified.nanoseconds = 999'999'999;
  file.database = {.change_counter = 7, .wal = {{3, {5, 6}}}};
  file.file_id = ~std::uint64_t{0};
  const std::string odd = "d\xff/f'\n";
  {
    State state = State::create(scratch.dir(), project);
    CHECK_FALSE(state.is(State::Fact::initialised));
    state.record({{"d\xff", agreed(directory_node())},
                  {odd, agreed(file)},
                  {"link", agreed(link_to("\xfe/.."))},
                  {"gone", agreed(file)}});
    state.record({{"gone", std::nullopt}, {"never", std::nullopt}});
    state.set(State::Fact::initialised, true);
    state.set_network("/y/project");
  }
  auto state = State::open(scratch.dir(), {});
  REQUIRE(state);
  CHECK(state->is(State::Fact::initialised));
  CHECK_FALSE(state->is(State::Fact::undelivered));
  CHECK(state->project().id == project.id);
  CHECK(state->project().network == "/y/project");
  const Base base = state->load_base();
  REQUIRE(base.size() == 3);
  CHECK(equal(base.at(odd).local, agreed(file).local));
  CHECK(equal(base.at(odd).network, agreed(file).network));
  CHECK(base.at("link").local.link_target == "\xfe/..");
  CHECK(base.at("d\xff").network.is_directory());
}

TEST_CASE("the state knows of databases what an earlier version wrote") {
  const Scratch scratch;
  State::create(scratch.dir(), project).record({{"a.db", agreed(file_of("x", 1, 1))}});
  tamper(scratch, "UPDATE node SET beside = CAST('counter 5, journal 8 2.5' AS BLOB)");
  const Base base = State::open(scratch.dir(), {})->load_base();
  CHECK(base.at("a.db").local.database ==
        DatabaseVersion{.change_counter = 5, .journal = {{8, {2, 5}}}});
}

TEST_CASE("a staging copy has one run at a time") {
  const Scratch scratch;
  CHECK_FALSE(State::open(scratch.dir(), {}));
  const State state = State::create(scratch.dir(), project);
  CHECK_THROWS_AS(State::open(scratch.dir(), {}), StateInUse);
}

TEST_CASE("of several who wait for a state each gets it in turn") {
  const Scratch scratch;
  State::create(scratch.dir(), project).set(State::Fact::initialised, true);
  constexpr int people = 4;
  std::barrier begin(people);
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  threads.reserve(people);
  for (int i = 0; i < people; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) {
        begin.arrive_and_wait();
        try {
          State::open(scratch.dir(), std::chrono::seconds(20))->set(State::Fact::undelivered, true);
          ++opened;
        } catch (const Error&) {
          // Counted below: Catch2 is told by one thread alone.
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(opened == 10 * people);
}

TEST_CASE("a state that cannot be true is refused with what to do") {
  const Scratch scratch;
  State::create(scratch.dir(), project).record({{"f", agreed(file_of("x", 1, 1))}});
  const auto refused_as = [&scratch](const std::string& part) {
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(State::open(scratch.dir(), {})->load_base(),
                      Contains(part) && Contains("smartsync init") && Contains("state.db"));
    CHECK_THROWS_AS(State::open(scratch.dir(), {})->load_base(), DamagedState);
  };
  SECTION("no database") {
    scratch.dir().open_dir(".smartsync").remove_file("state.db");
    write_file(scratch.dir().open_dir(".smartsync"), "state.db", std::string(5000, 'x'));
    refused_as("cannot be used");
  }
  SECTION("with a journal that SQLite would delete other files for") {
    write_file(scratch.dir(), "precious", "p");
    const std::string name = scratch.dir().path_of("precious");
    std::string journal(512, 'x');
    journal += name + std::string("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7");
    write_file(scratch.dir().open_dir(".smartsync"), "state.db-journal", journal);
    refused_as("its journal names other files");
    CHECK(scratch.dir().stat("precious"));
  }
  SECTION("another program's") {
    tamper(scratch, "PRAGMA application_id = 1");
    refused_as("not one of smartsync's");
  }
  SECTION("a later version") {
    tamper(scratch, "PRAGMA user_version = 9");
    refused_as("version 9");
  }
  SECTION("a path out of the project") {
    tamper(scratch, "UPDATE node SET path = CAST('../f' AS BLOB)");
    refused_as("leads out");
  }
  SECTION("an open directory outside of the project") {
    tamper(scratch, "INSERT INTO fact VALUES ('open local ../d', '755')");
    CHECK_THROWS_AS(State::open(scratch.dir(), {})->left_open(), DamagedState);
  }
  SECTION("permissions that cannot be") {
    const char* text = GENERATE("", "8", "7777", "755 ");
    tamper(scratch, std::string("INSERT INTO fact VALUES ('open network d', '") + text + "')");
    CHECK_THROWS_AS(State::open(scratch.dir(), {})->left_open(), DamagedState);
  }
  SECTION("impossible numbers") {
    tamper(scratch, "UPDATE node SET nanoseconds = 1000000000");
    refused_as("impossible");
  }
  SECTION("with a database's version that none can have") {
    tamper(scratch, "UPDATE node SET beside = CAST('counter 1, wal' AS BLOB)");
    refused_as("impossible");
  }
  SECTION("half a path") {
    tamper(scratch, "DELETE FROM node WHERE side = 0");
    refused_as("only one side");
  }
  SECTION("without its tables") {
    tamper(scratch, "DROP TABLE node");
    refused_as("other tables");
  }
  SECTION("with rows that never end") {
    tamper(scratch,
           "DROP TABLE node; CREATE VIEW node AS WITH RECURSIVE n(i) AS "
           "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT CAST(i AS BLOB) FROM n");
    refused_as("other tables");
  }
  SECTION("with code of somebody else's") {
    tamper(scratch, "CREATE TRIGGER t AFTER DELETE ON node BEGIN DELETE FROM block_index; END");
    refused_as("other tables");
  }
  SECTION("of a project that cannot be") {
    tamper(scratch, "UPDATE fact SET value = '../x' WHERE key = 'project'");
    refused_as("which project");
  }
  SECTION("of a project nowhere") {
    tamper(scratch, "UPDATE fact SET value = '' WHERE key = 'network'");
    refused_as("which project");
  }
}
