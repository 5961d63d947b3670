#include "engine/session/failure_report.h"

#include <catch2/catch.hpp>

#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

const std::error_code full = std::make_error_code(std::errc::no_space_on_device);

Error cannot_write(const std::string& path) {
  return {"cannot write", path, full};
}

}  // namespace

TEST_CASE("a failure is told of the file that the user knows") {
  StagedProject shop;
  shop.write("loc/f", "f");
  const Trees trees{fs::Dir::open(shop.staging()), fs::Dir::open(shop.net())};
  const Action action{.step = Step::copy, .target = Side::network, .path = "d/f"};
  const auto told_path = [&](const std::string& path) {
    return about_users_file(action, cannot_write(path), trees).path();
  };
  CHECK(told_path(shop.net() + "/d/.smartsync-tmp") == shop.net() + "/d/f");
  CHECK(told_path(shop.net() + "/d/.smartsync-tmp.abcdef") == shop.net() + "/d/f");
  CHECK(told_path(shop.net() + "/.smartsync/journal/x") == shop.net() + "/d/f");
  CHECK(told_path(shop.net() + "/.smartsync") == shop.net() + "/d/f");
  CHECK(told_path(shop.staging() + "/.smartsync/work/x") == shop.staging() + "/d/f");
  CHECK(told_path(shop.net() + "/d/other") == shop.net() + "/d/other");
  CHECK(about_users_file(action, cannot_write(shop.net() + "/.smartsync/trash"), trees).what() ==
        "\"" + shop.net() + "/d/f\" cannot be moved to the trash: " +
            cannot_write(shop.net() + "/.smartsync/trash").what());
}

TEST_CASE("one reason of many failures is told a few times, and then once") {
  StagedProject shop;
  shop.write("loc/f", "f");
  const Trees trees{fs::Dir::open(shop.staging()), fs::Dir::open(shop.net())};
  FailureReport report(trees, shop.told);
  const std::size_t failures = FailureReport::told_alone + 3;
  for (std::size_t i = 0; i < failures; ++i) {
    const Action action{.step = Step::copy, .target = Side::network, .path = std::to_string(i)};
    report.tell(action, cannot_write(shop.net() + "/.smartsync-tmp"));
    report.tell(action, Error("\"" + action.path + "\" was changed meanwhile"));
  }
  report.end();
  REQUIRE(shop.told.errors.size() == FailureReport::told_alone + failures + 1);
  CHECK(shop.told.errors[0].find("net/0\": ") != std::string::npos);
  CHECK(shop.told.errors.back().starts_with("and 3 more failed for the same reason: "));
}
