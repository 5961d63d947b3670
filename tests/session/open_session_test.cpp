#include "engine/session/open_session.h"

#include <catch2/catch.hpp>

#include "engine/session/marker.h"
#include "tests/session/journals.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::test;

namespace {

SessionOptions options_for(const StagedProject& shop) {
  SessionOptions options = shop.defaults;
  options.local = shop.staging();
  return options;
}

template <typename Call>
Ended end_of(Call call) {
  try {
    (void)call();
  } catch (const Ended& ended) {
    return ended;
  }
  return {ExitCode::ok, "it did not end"};
}

}  // namespace

TEST_CASE("a session opens with both trees, a lease, and what was begun finished") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const fs::Dir work = shop.scratch.dir().open_dir("loc/" + std::string(work_directory));
  put(work, "left over", bytes_of("by a killed run"));
  const OpenSession session = open_session(open_state(options.local), options, shop.told);
  CHECK(session.trees.network.stat("file"));
  CHECK(session.trees.local.stat("file"));
  CHECK(session.lease);
  CHECK(session.is_network_there());
  CHECK_FALSE(session.other_machines);
  CHECK_FALSE(work.stat("left over"));
}

TEST_CASE("a dry run takes no lease and leaves what was begun") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  SessionOptions options = options_for(shop);
  options.dry_run = true;
  const fs::Dir work = shop.scratch.dir().open_dir("loc/" + std::string(work_directory));
  put(work, "left over", bytes_of("by a killed run"));
  const OpenSession session = open_session(open_state(options.local), options, shop.told);
  CHECK_FALSE(session.lease);
  CHECK(work.stat("left over"));
}

TEST_CASE("a directory without a state is no staging copy, one in use waits") {
  StagedProject shop;
  CHECK(end_of([&] { return open_state(shop.staging("nowhere")); }).code == ExitCode::usage);
  shop.scratch.dir().make_dir("plain", 0755);
  CHECK(end_of([&] { return open_state(shop.staging("plain")); }).code == ExitCode::usage);
}

TEST_CASE("a damaged state is said to be damaged") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  shop.write("loc/.smartsync/state.db", "no state at all, but long enough to be looked at");
  CHECK(end_of([&] { return open_state(shop.staging()); }).code == ExitCode::damaged);
}

TEST_CASE("the drive is told from another project, an empty folder and none at all") {
  StagedProject shop;
  shop.write("net/file", "x");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const auto open = [&] { return open_session(open_state(options.local), options, shop.told); };
  shop.scratch.dir().rename("net", shop.scratch.dir(), "away");
  CHECK(end_of(open).code == ExitCode::unreachable);
  shop.scratch.dir().make_dir("net", 0755);
  CHECK(end_of(open).sentence.find("is not connected") != std::string::npos);
  (void)claim_marker(shop.scratch.dir().open_dir("net"), new_project_id());
  CHECK(end_of(open).sentence.find("is another project") != std::string::npos);
  CHECK(shop.read("loc/file") == "x");
}

TEST_CASE("a staging copy is connected with its own project alone") {
  StagedProject shop;
  shop.write("net/file", "x");
  shop.write("other/file", "y");
  REQUIRE(shop.init().code == ExitCode::ok);
  const SessionOptions options = options_for(shop);
  const auto join = [&](const std::string& to, Renew renew) {
    return end_of(
               [&] { return connect(shop.scratch.path() + "/" + to, options, renew, shop.told); })
        .code;
  };
  CHECK(join("net", Renew::no) == ExitCode::ok);
  CHECK(join("nowhere", Renew::yes) == ExitCode::unreachable);
  CHECK(join("other", Renew::yes) == ExitCode::usage);
  (void)claim_marker(shop.scratch.dir().open_dir("other"), new_project_id());
  CHECK(join("other", Renew::yes) == ExitCode::usage);
}
