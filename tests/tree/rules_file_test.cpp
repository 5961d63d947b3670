#include "engine/tree/rules_file.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "engine/fs/process.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

TEST_CASE("a file of rules is read, and none that is not there") {
  Scratch scratch;
  write_file(scratch.dir(), "rules", "- x\n");
  std::vector<std::string> refused;
  const auto read =
      tree::rules_reader(false, [&](const Error& error) { refused.emplace_back(error.what()); });
  CHECK(read(scratch.path() + "/rules") == "- x\n");
  CHECK_FALSE(read(scratch.path() + "/none"));
  CHECK(refused.empty());
}

#ifndef _WIN32  // where links have no owners

TEST_CASE("a file of rules behind another user's symlink is none") {
  if (!fs::is_superuser()) {
    WARN("only the superuser can make another user's symlinks: not tested");
    return;
  }
  Scratch scratch;
  scratch.dir().make_dir("d", 0755);
  write_file(scratch.dir().open_dir("d"), "rules", "- x\n");
  scratch.dir().make_symlink("d", "link");
  const std::string path = scratch.path() + "/link/rules";
  std::vector<std::string> refused;
  const auto note = [&](const Error& error) { refused.push_back(error.path()); };
  CHECK(tree::rules_reader(false, note)(path) == "- x\n");
  scratch.dir().set_owner("link", 65534, std::nullopt);
  CHECK_FALSE(tree::rules_reader(false, note)(path));
  CHECK(refused == std::vector<std::string>{path});
  CHECK_FALSE(tree::rules_reader(false, note)(scratch.path() + "/link/none"));
  CHECK(refused.size() == 1);
  CHECK(tree::rules_reader(true, note)(path) == "- x\n");
}

#endif
