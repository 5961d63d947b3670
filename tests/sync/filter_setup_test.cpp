#include "engine/sync/filter_setup.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sync;
using Kind = FilterArgument::Kind;
using tree::Side;

namespace {

std::optional<std::string> no_file(const std::string&) {
  return std::nullopt;
}

struct Scope {
  explicit Scope(const Options& options)
      : scope(tree::FilterScope(make_filters(options), "/t").enter("", no_file)) {}
  bool hides(const std::string& path, bool is_directory = false) const {
    return scope.excludes(Side::sender, path, is_directory);
  }
  bool protects(const std::string& path, bool is_directory = false) const {
    return scope.excludes(Side::receiver, path, is_directory);
  }
  tree::FilterScope scope;
};

}  // namespace

TEST_CASE("filter options become rules in their order") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "excludes", "*.tmp\n# remark\n+ kept.log\n*.log\n");
  test::write_file(scratch.dir(), "includes", "*.dat\n");
  Options options;
  options.filters = {{Kind::include, "first.o"},
                     {Kind::exclude, "*.o"},
                     {Kind::exclude_from, scratch.dir().path_of("excludes")},
                     {Kind::include_from, scratch.dir().path_of("includes")},
                     {Kind::rule, "H hidden"},
                     {Kind::rule, "P protected"},
                     {Kind::exclude, "*.dat"}};
  const Scope scope(options);
  for (const char* name : {"x.o", "x.tmp", "x.log", "hidden"}) CHECK(scope.hides(name));
  for (const char* name : {"first.o", "kept.log", "x.dat", "protected", "other"})
    CHECK_FALSE(scope.hides(name));
  CHECK(scope.protects("protected"));
  CHECK(scope.protects("x.o"));
  CHECK_FALSE(scope.protects("hidden"));
  options.delete_excluded = true;
  CHECK(Scope(options).hides("x.o"));
  CHECK_FALSE(Scope(options).protects("x.o"));
}

TEST_CASE("-C comes after everything else") {
  Options options;
  options.filters = {{Kind::cvs, ""}, {Kind::include, "kept.o"}};
  const Scope scope(options);
  CHECK(scope.hides("x.o"));
  CHECK(scope.hides(".git", true));
  CHECK_FALSE(scope.hides("kept.o"));
}

TEST_CASE("what a run itself leaves is not extraneous") {
  Options options;
  options.partial_dir = ".partial";
  options.backup = true;
  CHECK(Scope(options).protects(".partial", true));
  options.partial_dir = "/partial";
  options.delay_updates = true;
  CHECK(Scope(options).protects(".~tmp~", true));
  CHECK_FALSE(Scope(options).protects("file~"));
  options.delete_when = DeleteWhen::during;
  CHECK(Scope(options).protects("file~"));
  CHECK_FALSE(Scope(options).hides("file~"));
  options.suffix = ".bak";
  CHECK(Scope(options).protects("file.bak"));
  CHECK_FALSE(Scope(options).protects("file~"));
}

TEST_CASE("a rule that makes no sense and a file that is not there are told apart") {
  Options options;
  options.filters = {{Kind::rule, "nonsense"}};
  CHECK_THROWS_AS(make_filters(options), Error);
  CHECK_FALSE(test::error_of([&] { (void)make_filters(options); }));
  options.filters = {{Kind::exclude_from, "no/such/file"}};
  CHECK(test::error_of([&] { (void)make_filters(options); }) ==
        std::errc::no_such_file_or_directory);
}
