#include "engine/session/ignore_rules.h"

#include <catch2/catch.hpp>

#include "engine/fs/name.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

bool ignores(const std::shared_ptr<const tree::FilterRules>& rules, std::string_view path,
             bool is_directory = false) {
  const tree::FilterScope scope(rules, "/project");
  return scope.excludes(tree::Side::sender, path, is_directory);
}

}  // namespace

TEST_CASE("names that mean nothing to their user do not travel", "[session][ignore_rules]") {
  const test::Scratch scratch;
  const auto rules = load_ignore_rules(scratch.dir());
  for (const char* name : {".DS_Store", "Thumbs.db", ".sync_log.json", ".smartsync-tmp.AbC123"}) {
    CHECK(ignores(rules, name));
    CHECK(ignores(rules, std::string("a/b/") + name));
    CHECK(is_debris(name));
  }
  for (const char* name : {"__pycache__", ".smartsync"}) {
    CHECK(ignores(rules, name, true));
    CHECK(ignores(rules, std::string("a/") + name, true));
    CHECK(is_debris(name));
  }
}

TEST_CASE("everything else travels", "[session][ignore_rules]") {
  const test::Scratch scratch;
  const auto rules = load_ignore_rules(scratch.dir());
  for (const char* name :
       {"lims.db", "lims.db-wal", "lims.db-journal", "lims.db-shm", "workflow_state.json",
        ".snapshots", ".workflow_status", ".workflow_logs", "data.csv", ".hidden",
        ".smartsyncignore", "thumbs.db", "x__pycache__", ".smartsync-tmp.AbC1234"}) {
    CHECK_FALSE(ignores(rules, name));
    CHECK_FALSE(ignores(rules, name, true));
    CHECK_FALSE(is_debris(name));
  }
}

TEST_CASE("a project's own rules come on top", "[session][ignore_rules]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), ignore_file,
                   "# scratch files\r\n+ keep.tmp\r\n*.tmp\r\n/top/\n\n- /a/b?.csv\n");
  const auto rules = load_ignore_rules(scratch.dir());
  CHECK(ignores(rules, "x/y.tmp"));
  CHECK_FALSE(ignores(rules, "keep.tmp"));
  CHECK(ignores(rules, "top", true));
  CHECK_FALSE(ignores(rules, "top"));
  CHECK_FALSE(ignores(rules, "sub/top", true));
  CHECK(ignores(rules, "a/b1.csv"));
  CHECK(ignores(rules, ".smartsync", true));
  CHECK_FALSE(is_debris("y.tmp"));
}

TEST_CASE("no rule lets the session's own files travel", "[session][ignore_rules]") {
  const std::string all = "+ .smartsync\n+ /.smartsync/***\n+ .sync_log.json\n+ **\n";
  const auto rules = make_ignore_rules(all, "rules");
  CHECK(ignores(rules, ".smartsync", true));
  CHECK(ignores(rules, ".sync_log.json"));
  for (const char* text : {"!", "*.tmp\n!\n", "!\r\n"})
    CHECK_THROWS_WITH(make_ignore_rules(text, "/p/.smartsyncignore"),
                      Catch::Contains("/p/.smartsyncignore") && Catch::Contains("\"!\""));
}

TEST_CASE("rules may be written with an editor of Windows", "[session][ignore_rules]") {
  const auto rules = make_ignore_rules("\xEF\xBB\xBF*.tmp\r\nraw/\r\n", "rules");
  CHECK(ignores(rules, "a.tmp"));
  CHECK(ignores(rules, "raw", true));
  CHECK_THROWS_WITH(make_ignore_rules(std::string_view("\xFF\xFE*\0.\0", 6), "/p/.smartsyncignore"),
                    Catch::Contains("/p/.smartsyncignore") && Catch::Contains("UTF-8"));
}

TEST_CASE("other files cannot be pulled in", "[session][ignore_rules]") {
  // Words of the filter language that read files are patterns here.
  const auto rules = make_ignore_rules(". /etc/passwd\nmerge /etc/passwd\n: .rules\n", "rules");
  CHECK_FALSE(ignores(rules, "root"));
}

TEST_CASE("a damaged or too large file of rules is refused", "[session][ignore_rules]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), ignore_file, std::string(2 << 20, 'x'));
  CHECK_THROWS_WITH(load_ignore_rules(scratch.dir()),
                    Catch::Contains(ignore_file) && Catch::Contains("1 MiB"));
  scratch.dir().remove_file(ignore_file);
  scratch.dir().make_dir(ignore_file, 0755);
  CHECK_THROWS_WITH(load_ignore_rules(scratch.dir()), Catch::Contains(ignore_file));
  if (fs::refuse_name("a:b")) return;  // Windows: symlinks need a privilege
  scratch.dir().remove_dir(ignore_file);
  scratch.dir().make_symlink("/etc/passwd", ignore_file);
  CHECK_THROWS_WITH(load_ignore_rules(scratch.dir()), Catch::Contains(ignore_file));
}
