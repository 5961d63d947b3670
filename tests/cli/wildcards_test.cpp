#include "cli/wildcards.h"

#include <catch2/catch.hpp>

#include "engine/fs/name.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

TEST_CASE("a source argument's wildcards stand for the names that are there") {
  const Scratch scratch;
  for (const char* name : {"b.csv", "A.CSV", ".c.csv", "README", "x[1].txt"})
    write_file(scratch.dir(), name, "");
  for (const char* folder : {"run1", "run2"}) {
    scratch.dir().make_dir(folder, 0755);
    write_file(scratch.dir().open_dir(folder), "log.txt", "");
  }
  write_file(scratch.dir().open_dir("run2"), "only", "");
  const std::string top = fs::normal_slashes(scratch.path()) + "/";
  const auto expanded = [&](const std::string& pattern) {
    std::vector<std::string> names = cli::expand_wildcards(top + pattern);
    for (std::string& name : names) {
      REQUIRE(name.starts_with(top));
      name.erase(0, top.size());
    }
    return names;
  };
  using Names = std::vector<std::string>;
  CHECK(expanded("*.csv") == Names{".c.csv", "A.CSV", "b.csv"});
  CHECK(expanded("?.csv") == Names{"A.CSV", "b.csv"});
  CHECK(expanded("x[1]*") == Names{"x[1].txt"});
  CHECK(expanded("*.*").size() == 7);
  CHECK(expanded("run*") == Names{"run1", "run2"});
  CHECK(expanded("r*/") == Names{"run1/", "run2/"});
  CHECK(expanded("run?/*.txt") == Names{"run1/log.txt", "run2/log.txt"});
  CHECK(expanded("*/only") == Names{"run2/only"});
  CHECK(expanded("nothing*") == Names{"nothing*"});
  CHECK(expanded("nowhere/*") == Names{"nowhere/*"});
  CHECK(expanded("run1/log.txt") == Names{"run1/log.txt"});
}
