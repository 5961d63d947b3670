#include "engine/tree/filter.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <map>

#include "engine/fs/error.h"

namespace smartsync::tree {
namespace {

// A handful of files for the readers of merge rules.
using Files = std::map<std::string, std::string>;

ReadFile reader_of(Files files) {
  return [files = std::move(files)](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found == files.end()) return std::nullopt;
    return found->second;
  };
}

// Rules of --filter, and files below /r where the transfer takes place.
struct Setup {
  explicit Setup(const std::vector<std::string>& rule_texts, const Files& rule_files = {})
      : reader(reader_of(rule_files)), rules(std::make_shared<FilterRules>(reader)) {
    for (const std::string& text : rule_texts) rules->add_rule(text);
  }
  FilterScope root() const { return FilterScope(rules, "/r").enter("", reader); }
  // Whether a walk from /r would hide `path`: it or a directory above it is excluded.
  bool hides(const std::string& path, bool is_directory = false) const {
    FilterScope scope = root();
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string directory = path.substr(0, slash);
      if (scope.excludes(Side::sender, directory, true)) return true;
      scope = scope.enter(directory, reader);
    }
    return scope.excludes(Side::sender, path, is_directory);
  }

  ReadFile reader;
  std::shared_ptr<FilterRules> rules;
};

bool hides(const std::string& pattern, const std::string& path, bool is_directory = false) {
  return Setup({"- " + pattern}).hides(path, is_directory);
}

}  // namespace

TEST_CASE("a name matches the last component", "[filter]") {
  CHECK(hides("foo", "foo"));
  CHECK(hides("foo", "x/y/foo"));
  CHECK(hides("foo", "foo/x"));
  CHECK_FALSE(hides("foo", "foo2"));
  CHECK(hides("*.o", "x/main.o"));
}

TEST_CASE("a pattern with a slash matches the end of the path", "[filter]") {
  CHECK(hides("x/foo", "x/foo"));
  CHECK(hides("x/foo", "y/x/foo"));
  CHECK_FALSE(hides("x/foo", "yx/foo"));
  CHECK(hides("foo?/bar", "x/fooz/bar"));
  CHECK(hides("*/*/foo", "x/y/foo"));
  CHECK_FALSE(hides("*/*/foo", "x/foo"));
  CHECK_FALSE(hides("oz/bar", "fooz/bar"));
  CHECK_FALSE(hides("?oz/bar", "fooz/bar"));
  CHECK_FALSE(hides("x//foo", "x/foo"));
}

TEST_CASE("an anchored pattern starts at the transfer root", "[filter]") {
  CHECK(hides("/foo", "foo"));
  CHECK_FALSE(hides("/foo", "x/foo"));
  CHECK(hides("/*/foo", "x/foo"));
  CHECK_FALSE(hides("/*/foo", "x/y/foo"));
  CHECK(hides("/**/foo", "x/y/foo"));
  CHECK_FALSE(hides("/**/foo", "foo"));
}

TEST_CASE("two stars cross slashes", "[filter]") {
  CHECK(hides("**foo", "x/y/foo"));
  CHECK(hides("**/foo", "foo"));
  CHECK(hides("**/foo", "x/y/foo"));
  CHECK(hides("f**r", "x/fooz/bar"));
  CHECK_FALSE(hides("o**r", "x/fooz/bar"));
  CHECK_FALSE(hides("/f**r", "x/foobar"));
  CHECK(hides("y/**", "x/y/foo"));
  CHECK_FALSE(hides("y/**", "x/y", true));
}

TEST_CASE("three stars take the directory and its contents", "[filter]") {
  CHECK(hides("y/***", "x/y", true));
  CHECK(hides("y/***", "x/y/foo"));
  CHECK_FALSE(hides("y/***", "x/y"));
  CHECK_FALSE(hides("/y/***", "x/y", true));
  CHECK(hides("x/***/", "x", true));
}

TEST_CASE("a trailing slash is for directories", "[filter]") {
  CHECK(hides("x/", "x", true));
  CHECK_FALSE(hides("x/", "x"));
  CHECK_FALSE(hides("x//", "x", true));
  CHECK_FALSE(hides("/", "x", true));
}

TEST_CASE("without wildcards a backslash is a byte", "[filter]") {
  CHECK(hides("a\\b", "a\\b"));
  CHECK_FALSE(hides("a\\b*", "a\\b"));
  CHECK(hides("a\\\\b*", "a\\b"));
  CHECK(hides("a\\", "a\\"));
}

TEST_CASE("the first match decides", "[filter]") {
  const Setup setup({"+ keep.o", "- *.o", "+ *.o"});
  CHECK(setup.root().check(Side::sender, "keep.o", false) == Verdict::include);
  CHECK(setup.root().check(Side::sender, "a.o", false) == Verdict::exclude);
  CHECK(setup.root().check(Side::sender, "a.c", false) == Verdict::none);
}

TEST_CASE("a negated rule applies where its pattern does not", "[filter]") {
  CHECK(Setup({"-! */"}).hides("a"));
  CHECK_FALSE(Setup({"-! */"}).hides("d", true));
  CHECK(Setup({"-! a"}).hides("b"));
}

TEST_CASE("an absolute rule sees the whole path", "[filter]") {
  CHECK(Setup({"-/ /r/d/f"}).hides("d/f"));
  CHECK(Setup({"-/ r/d/f*"}).hides("d/f"));
  CHECK_FALSE(Setup({"-/ /d/f"}).hides("d/f"));
  CHECK(Setup({"-/ f"}).hides("d/f"));
}

TEST_CASE("sides", "[filter]") {
  const FilterScope scope = Setup({"H h", "P p", "- both", "-rs named"}).root();
  CHECK(scope.excludes(Side::sender, "h", false));
  CHECK_FALSE(scope.excludes(Side::receiver, "h", false));
  CHECK_FALSE(scope.excludes(Side::sender, "p", false));
  CHECK(scope.excludes(Side::receiver, "p", false));
  CHECK(scope.excludes(Side::receiver, "both", false));
  const Setup deleting({"- both", "-rs named"});
  deleting.rules->set_delete_excluded(true);
  CHECK(deleting.root().excludes(Side::sender, "both", false));
  CHECK_FALSE(deleting.root().excludes(Side::receiver, "both", false));
  CHECK(deleting.root().excludes(Side::receiver, "named", false));
}

TEST_CASE("perishable rules do not hold a directory back that is being deleted", "[filter]") {
  const FilterScope scope = Setup({"-p *.o", "- *.c"}).root();
  CHECK(scope.check(Side::receiver, "a.o", false) == Verdict::exclude);
  CHECK(scope.check(Side::receiver, "a.o", false, true) == Verdict::none);
  CHECK(scope.check(Side::receiver, "a.c", false, true) == Verdict::exclude);
}

TEST_CASE("rules for extended attributes stand apart", "[filter]") {
  const Setup setup({"-x user.secret*", "- a"});
  CHECK(setup.rules->has_xattr_rules());
  CHECK(setup.root().check_xattr(Side::sender, "user.secret.b") == Verdict::exclude);
  CHECK(setup.root().check_xattr(Side::sender, "a") == Verdict::none);
  CHECK_FALSE(setup.hides("user.secret.b"));
  CHECK_FALSE(Setup({"- a"}).rules->has_xattr_rules());
}

TEST_CASE("clear drops the rules so far", "[filter]") {
  const Setup setup({"- a", ": .r", "!", "- b"}, {{"/r/.r", "- c"}});
  CHECK_FALSE(setup.hides("a"));
  CHECK(setup.hides("b"));
  CHECK_FALSE(setup.hides("c"));
}

TEST_CASE("--exclude, --include and their files", "[filter]") {
  auto rules = std::make_shared<FilterRules>();
  rules->add_include("keep");
  rules->add_exclude("+ also");
  rules->add_excludes_from("k*\n+ x\n# no\n", "list");
  rules->add_includes_from("y\n", "list");
  rules->add_exclude("*");
  const FilterScope scope(rules, "/r");
  CHECK(scope.check(Side::sender, "keep", false) == Verdict::include);
  CHECK(scope.check(Side::sender, "also", false) == Verdict::include);
  CHECK(scope.check(Side::sender, "kx", false) == Verdict::exclude);
  CHECK(scope.check(Side::sender, "x", false) == Verdict::include);
  CHECK(scope.check(Side::sender, "y", false) == Verdict::include);
  CHECK(scope.check(Side::sender, "# no", false) == Verdict::exclude);
}

TEST_CASE("merge files stand in the place of their rule", "[filter]") {
  const Files files{{"m", "- a\n. q/n\n- c\n"}, {"q/n", "+ c\n- /b"}};
  const Setup setup({". m"}, files);
  CHECK(setup.hides("a"));
  CHECK(setup.hides("b"));
  CHECK_FALSE(setup.hides("d/b"));
  CHECK_FALSE(setup.hides("c"));
  CHECK(Setup({".- m"}, {{"m", "x\n- y"}}).hides("- y"));
  CHECK(Setup({".e q/m"}, {{"q/m", "- x"}}).hides("d/m"));
}

TEST_CASE("a merge file that is not there is an error of the system", "[filter]") {
  FilterRules rules;
  try {
    rules.add_rule(". nowhere");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == std::errc::no_such_file_or_directory);
    CHECK(error.path() == "nowhere");
  }
}

TEST_CASE("merge files that name each other end in an error", "[filter]") {
  CHECK_THROWS_AS(Setup({". m"}, {{"m", ". m\n. m\n"}}), Error);
  const Setup setup({": .r"}, {{"/r/.r", ". ./.r\n. ./.r\n"}});
  CHECK_THROWS_AS(setup.root(), Error);
  // A per-directory file may name itself: the name is in force already.
  CHECK(Setup({": .r"}, {{"/r/.r", ": .r\n- a"}}).hides("d/a"));
}

TEST_CASE("per-directory files are inherited, the nearest first", "[filter]") {
  const Setup setup({": .r"}, {{"/r/.r", "- a\n- b"}, {"/r/d/.r", "+ a\n- c"}});
  CHECK(setup.hides("a"));
  CHECK_FALSE(setup.hides("c"));
  CHECK_FALSE(setup.hides("d/a"));
  CHECK(setup.hides("d/b"));
  CHECK(setup.hides("d/e/c"));
  CHECK_FALSE(setup.hides("e/c"));
}

TEST_CASE("anchored rules of a per-directory file start at its directory", "[filter]") {
  const Setup setup({": .r"}, {{"/r/d/.r", "- /f\n- e/g\n- /*/h\n- d/i"}});
  CHECK(setup.hides("d/f"));
  CHECK_FALSE(setup.hides("d/e/f"));
  CHECK(setup.hides("d/e/g"));
  CHECK(setup.hides("d/e/h"));
  CHECK_FALSE(setup.hides("d/e/e/h"));
  CHECK(setup.hides("d/i"));
  // An unanchored path is still matched against the transfer path, an absolute one is not moved.
  CHECK(Setup({": .r"}, {{"/r/d/.r", "-/ /r/d/f"}}).hides("d/f"));
  CHECK_FALSE(Setup({": .r"}, {{"/r/d/.r", "-/ /f"}}).hides("d/f"));
}

TEST_CASE("anchored rules hold in directories whose names look like patterns", "[filter]") {
  CHECK(Setup({": .r"}, {{"/r/d[x/.r", "- /[fg]"}}).hides("d[x/f"));
  CHECK(Setup({": .r"}, {{"/r/d\\*/.r", "- /f*"}}).hides("d\\*/f"));
}

TEST_CASE("n: rules stay in their directory", "[filter]") {
  const Setup setup({":n .r"}, {{"/r/.r", "- a"}, {"/r/d/.r", "- b"}});
  CHECK(setup.hides("a"));
  CHECK_FALSE(setup.hides("d/a"));
  CHECK(setup.hides("d/b"));
  CHECK_FALSE(setup.hides("d/e/b"));
}

TEST_CASE("e: the merge file itself is excluded, before what it says", "[filter]") {
  CHECK(Setup({":e .r"}, {{"/r/.r", "+ .r"}}).hides(".r"));
  CHECK_FALSE(Setup({"+ .r", ":e .r"}).hides(".r"));
}

TEST_CASE("clear in a per-directory file drops what that file name inherited", "[filter]") {
  const Setup setup({": .r", "- z"}, {{"/r/.r", "- a"}, {"/r/d/.r", "- e\n!\n- b"}});
  CHECK_FALSE(setup.hides("d/a"));
  CHECK_FALSE(setup.hides("d/e"));
  CHECK(setup.hides("d/b"));
  CHECK(setup.hides("d/z"));
}

TEST_CASE("a per-directory file may start another one", "[filter]") {
  const Setup setup(
      {": .r"},
      {{"/r/d/.r", ": .q\n- b"}, {"/r/.q", "- never"}, {"/r/d/.q", "- a"}, {"/r/d/e/.q", "- c"}});
  CHECK(setup.hides("d/a"));
  CHECK(setup.hides("d/e/a"));
  CHECK(setup.hides("d/e/c"));
  CHECK_FALSE(setup.hides("d/c"));
  CHECK_FALSE(setup.hides("never"));
  CHECK_FALSE(setup.hides("d/never"));
}

TEST_CASE("the place of a nested per-directory file counts", "[filter]") {
  CHECK(Setup({": .r"}, {{"/r/.r", ": .q\n+ a"}, {"/r/.q", "- a"}}).hides("a"));
  CHECK_FALSE(Setup({": .r"}, {{"/r/.r", "+ a\n: .q"}, {"/r/.q", "- a"}}).hides("a"));
  // After a clear the same file can be named anew.
  CHECK(Setup({": .r"}, {{"/r/.r", ": .q"}, {"/r/d/.r", "!\n: .q"}, {"/r/d/.q", "- a"}})
            .hides("d/a"));
}

TEST_CASE("a file merged by a per-directory file is looked for as rsync does", "[filter]") {
  CHECK(Setup({": .r"}, {{"/r/d/.r", ". m"}, {"/r/m", "- a"}}).hides("d/a"));
  CHECK(Setup({": .r"}, {{"/r/d/.r", ". ./m"}, {"/r/d/./m", "- a"}}).hides("d/a"));
  CHECK(Setup({": .r"}, {{"/r/d/.r", ". m"}, {"/r/m", "- /d/a"}}).hides("d/a"));
}

TEST_CASE("a path in a dir-merge rule starts the scan above the transfer", "[filter]") {
  const Files files{{"/.r", "- a\n- /r/d/z"}, {"/r/.r", "- /b\n- c"}, {"/r/d/.r", "+ c"}};
  const Setup all({": /.r"}, files);
  CHECK(all.hides("a"));
  CHECK(all.hides("b"));
  CHECK(all.hides("d/z"));
  CHECK_FALSE(all.hides("z"));
  CHECK_FALSE(all.hides("d/c"));
  CHECK_FALSE(Setup({": .r"}, files).hides("a"));
  CHECK(Setup({": ../.r"}, files).hides("a"));
  CHECK(Setup({": ../../../.r"}, files).hides("a"));
  CHECK_FALSE(Setup({": /elsewhere/.r"}, files).hides("a"));
  CHECK(Setup({": /elsewhere/.r"}, files).hides("c"));
  CHECK_FALSE(Setup({":n /.r"}, files).hides("a"));
}

TEST_CASE("a single directory given without a slash loads nothing for its parent", "[filter]") {
  const ReadFile reader = reader_of({{"/r/.r", "- a"}, {"/r/s/.r", "- b"}});
  auto rules = std::make_shared<FilterRules>();
  rules->add_rule(": .r");
  const FilterScope scope = FilterScope(rules, "/r").enter("s", reader);
  CHECK_FALSE(scope.excludes(Side::sender, "s/a", false));
  CHECK(scope.excludes(Side::sender, "s/b", false));
}

TEST_CASE("a drive is a root", "[filter]") {
  const ReadFile reader = reader_of({{"Z:/.r", "- a\n- /p/d/b"}, {"Z:/p/.r", "- /c"}});
  auto rules = std::make_shared<FilterRules>();
  rules->add_rule(": /.r");
  const FilterScope scope = FilterScope(rules, "Z:/p").enter("", reader);
  CHECK(scope.excludes(Side::sender, "a", false));
  CHECK(scope.excludes(Side::sender, "c", false));
  CHECK(scope.enter("d", reader).excludes(Side::sender, "d/b", false));
}

TEST_CASE("-C", "[filter]") {
  auto rules = std::make_shared<FilterRules>();
  rules->set_cvs_patterns("home", "env");
  rules->add_rule("+ keep.o");
  rules->add_cvs_exclude();
  const ReadFile reader = reader_of({{"/r/.cvsignore", "x ! y # - "}});
  const FilterScope scope = FilterScope(rules, "/r").enter("", reader);
  const auto excluded = [&](const char* path, bool directory) {
    return scope.excludes(Side::sender, path, directory);
  };
  CHECK(excluded("a.o", false));
  CHECK_FALSE(excluded("keep.o", false));
  CHECK(excluded("CVS", true));
  CHECK(excluded("core", false));
  CHECK(excluded(".git", true));
  CHECK_FALSE(excluded(".git", false));
  CHECK_FALSE(excluded("x", false));
  CHECK(excluded("y", false));
  CHECK(excluded("#", false));
  CHECK(excluded("env", false));
  CHECK(excluded("home", false));
  CHECK_FALSE(scope.enter("d", reader).excludes(Side::sender, "d/y", false));
  CHECK(scope.check(Side::receiver, "a.o", false, true) == Verdict::none);
}

TEST_CASE("clear in ~/.cvsignore drops the defaults too, but no other rules", "[filter]") {
  FilterRules rules;
  rules.set_cvs_patterns("home1 ! home2", "");
  rules.add_rule("- mine");
  rules.add_rule("-C");
  const FilterScope scope(std::make_shared<FilterRules>(rules), "/r");
  CHECK(scope.excludes(Side::sender, "mine", false));
  CHECK(scope.excludes(Side::sender, "home2", false));
  CHECK_FALSE(scope.excludes(Side::sender, "home1", false));
  CHECK_FALSE(scope.excludes(Side::sender, "a.o", false));
}

TEST_CASE("--from0 counts for the files named after it", "[filter]") {
  const Files files{{"m", std::string("- a\n\0- b", 8)}};
  auto rules = std::make_shared<FilterRules>(reader_of(files));
  rules->set_zero_ended(true);
  rules->add_rule(". m");
  const FilterScope scope(rules, "/r");
  CHECK(scope.excludes(Side::sender, "a\n", false));
  CHECK(scope.excludes(Side::sender, "b", false));
}

TEST_CASE("a bad rule in a per-directory file names its line", "[filter]") {
  const Setup setup({": .r"}, {{"/r/.r", "- a\n-q b\n"}});
  CHECK_THROWS_WITH(setup.root(), "invalid modifier in filter rule: <rule from /r/.r line 2>");
}

TEST_CASE("a hundred thousand checks take no time", "[filter]") {
  const Setup setup({"- __pycache__/", "- .DS_Store", "- Thumbs.db", "- .sync_log.json", "- *.tmp",
                     "- /build/", "- *~", "- node_modules/", "- *.[ao]", "- cache/**.bin"});
  const FilterScope scope = setup.root();
  const auto start = std::chrono::steady_clock::now();
  int excluded = 0;
  for (int i = 0; i < 100000; ++i)
    if (scope.excludes(Side::sender, "results/step_12/sample_0042.csv", false)) ++excluded;
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK(excluded == 0);
  WARN("100,000 checks against 10 rules: "
       << std::chrono::duration_cast<std::chrono::milliseconds>(taken).count() << " ms");
  CHECK(taken < std::chrono::seconds(5));  // sanitizers and busy machines included
}

}  // namespace smartsync::tree
