#include "engine/session/staging.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/session/staged_project.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::string& path) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;
  ~WorkingDirectory() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

ExitCode refusal_of(const std::string& local, const std::string& typed) {
  try {
    (void)path_in_staging(local, typed);
  } catch (const Ended& ended) {
    CHECK(ended.sentence.find("\"" + typed + "\"") != std::string::npos);
    return ended.code;
  }
  return ExitCode::ok;
}

}  // namespace

TEST_CASE("a path in the staging copy is found as it is typed") {
  const StagedProject shop;
  const std::string local = shop.staging();
  shop.write("loc/d/f", "f");
  CHECK(path_in_staging(local, "d/f") == "d/f");
  CHECK(path_in_staging(local, "./d//f") == "d/f");
  CHECK(path_in_staging(local, "d/") == "d");
  CHECK(path_in_staging(local, "d/../d/./gone/g") == "d/gone/g");
  CHECK(path_in_staging(local, local + "/d/f") == "d/f");
  CHECK(path_in_staging(local + "/", local + "/../loc//d/") == "d");
  CHECK(refusal_of(local, shop.net() + "/f") == ExitCode::usage);
  CHECK(refusal_of(local, "../f") == ExitCode::usage);
  CHECK(refusal_of(local, local + "x") == ExitCode::usage);
  CHECK(refusal_of(local, ".") == ExitCode::usage);
  CHECK(refusal_of(local, local) == ExitCode::usage);
  CHECK(refusal_of(local, "/") == ExitCode::usage);
}

TEST_CASE("in the staging copy paths are relative to the working directory") {
  const StagedProject shop;
  shop.write("loc/d/f", "f");
  {
    const WorkingDirectory here(shop.staging());
    CHECK(path_in_staging(".", "d/f") == "d/f");
    CHECK(path_in_staging(".", "./f") == "f");
    CHECK(refusal_of(".", "..") == ExitCode::usage);
  }
  const WorkingDirectory here(shop.staging() + "/d");
  CHECK(path_in_staging("..", "f") == "d/f");
  CHECK(path_in_staging(shop.staging(), "../g") == "g");
  CHECK(refusal_of("..", "../../net/f") == ExitCode::usage);
}

TEST_CASE("a conflict is settled under every spelling of its name") {
  for (const std::string typed : {"./d/f", "d//f/", "d/../d/f", "absolute"}) {
    INFO(typed);
    StagedProject shop;
    shop.write("net/d/f", "f");
    shop.init();
    shop.write("net/d/f", "theirs");
    shop.write("loc/d/f", "mine!");
    SessionOptions options;
    options.local = shop.staging();
    const std::string path = typed == "absolute" ? shop.staging() + "/d/f" : typed;
    CHECK(resolve({path}, OnConflict::local, options, shop.told).code == ExitCode::ok);
    CHECK(shop.read("net/d/f") == "mine!");
  }
}

TEST_CASE("who works in a folder of a staging copy works on that") {
  StagedProject shop;
  shop.write("net/d/e/f", "f");
  shop.write("else/where", "w");
  shop.init();
  CHECK(staging_copy_around(shop.staging()) == shop.staging());
  CHECK(staging_copy_around(shop.staging() + "/d/e") == absolute_path(shop.staging()));
  CHECK(staging_copy_around(shop.scratch.path() + "/else") == shop.scratch.path() + "/else");
  const WorkingDirectory here(shop.staging() + "/d/e");
  const std::string around = staging_copy_around(".");
  CHECK(is_staging_copy(around));
  CHECK(path_in_staging(around, "f") == "d/e/f");
}
