#include "engine/session/left_open.h"

#include <catch2/catch.hpp>

#include "engine/fs/name.h"
#include "engine/session/open_session.h"
#include "engine/session/steps.h"
#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

// Folders on both sides that their owner may not change, one in the other.
struct ClosedFolders {
  ClosedFolders() {
    shop.write("net/d/e/f", "f");
    set("net", 0555);
    shop.init();
  }
  ~ClosedFolders() {
    for (const char* side : {"net", "loc"}) set(side, 0755);
  }
  void set(const std::string& side, std::uint16_t permissions) const {
    const fs::Dir dir = shop.scratch.dir().open_dir(side);
    dir.set_permissions("d", permissions | 0700);
    dir.open_dir("d").set_permissions("e", permissions);
    dir.set_permissions("d", permissions);
  }
  std::uint16_t permissions(const std::string& path) const {
    return shop.scratch.dir().stat(path)->permissions & 0777;
  }

  StagedProject shop;
};

}  // namespace

TEST_CASE("what a killed run left open is closed, and travels nowhere") {
  if (fs::refuse_name("a:b")) return;  // Windows keeps no such permissions
  ClosedFolders closed;
  StagedProject& shop = closed.shop;
  for (const char* side : {"loc", "net"}) {
    closed.set(side, 0755);
    {
      State state = open_state(shop.staging());
      const Side where = side == std::string("loc") ? Side::local : Side::network;
      for (const char* path : {"d", "d/e", "gone", "gone/too"})
        state.note_open({where, path, 0555});
    }
    CHECK(shop.go(Direction::both).code == ExitCode::ok);
    CHECK(shop.told.plan.actions.empty());
    for (const char* path : {"loc/d", "loc/d/e", "net/d", "net/d/e"})
      CHECK(closed.permissions(path) == 0555);
    CHECK(open_state(shop.staging()).left_open().empty());
  }
}

TEST_CASE("permissions that somebody gave a folder that was left open stay") {
  if (fs::refuse_name("a:b")) return;
  ClosedFolders closed;
  closed.set("loc", 0711);
  open_state(closed.shop.staging()).note_open({Side::local, "d", 0555});
  CHECK(closed.shop.go(Direction::both).code == ExitCode::ok);
  CHECK(closed.permissions("loc/d") == 0711);
  CHECK(closed.permissions("net/d") == 0711);
}

TEST_CASE("a run closes what it opened, and notes nothing any more") {
  if (fs::refuse_name("a:b")) return;
  ClosedFolders closed;
  closed.set("net", 0755);
  closed.shop.write("net/d/more", "m");
  closed.shop.write("net/new/f", "f");
  closed.set("net", 0555);
  closed.shop.scratch.dir().open_dir("net").set_permissions("new", 0555);
  CHECK(closed.shop.go(Direction::pull).code == ExitCode::ok);
  CHECK(closed.permissions("loc/d") == 0555);
  CHECK(closed.permissions("loc/new") == 0555);
  CHECK(open_state(closed.shop.staging()).left_open().empty());
  for (const char* side : {"net", "loc"})
    closed.shop.scratch.dir().open_dir(side).set_permissions("new", 0755);
}
