#include "engine/tree/scan.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

namespace {

struct Scanned {
  tree::FileList list;
  std::vector<std::string> paths;  // in list order; directories end in '/', unlisted ones in "/?"
  std::vector<std::string> problems;
  std::vector<std::string> skipped;
};

void collect(const tree::Directory& directory, std::vector<std::string>& paths) {
  for (const tree::Entry& entry : directory.entries) {
    std::string path = directory.path_of(entry.name());
    if (entry.is_directory()) path += entry.unlisted ? "/?" : "/";
    paths.push_back(entry.missing ? path + " missing" : path);
    if (const auto* child = directory.child_of(entry)) collect(*child, paths);
  }
}

class Tree {
 public:
  explicit Tree(const std::vector<std::string>& names) {
    for (const std::string& name : names) add(name);
    options.recursive = true;
    options.threads = 4;
  }

  void add(const std::string& path) const {
    fs::Dir dir = scratch.dir();
    std::size_t begin = 0;
    for (std::size_t slash; (slash = path.find('/', begin)) != std::string::npos;
         begin = slash + 1) {
      const std::string name = path.substr(begin, slash - begin);
      if (!dir.stat(name)) dir.make_dir(name, 0755);
      dir = dir.open_dir(name);
    }
    if (begin < path.size()) write_file(dir, path.substr(begin), path);
  }

  Scanned scan(const std::vector<std::string>& sources,
               std::optional<std::vector<std::string>> files_from = {}) {
    Scanned result;
    auto filters = std::make_shared<tree::FilterRules>(
        [](const std::string&) -> std::optional<std::string> { return {}; });
    for (const std::string& rule : rules) filters->add_rule(rule);
    options.filters = filters;
    tree::ScanEvents events;
    events.problem = [&](const std::string& sentence, auto) {
      result.problems.push_back(sentence);
    };
    events.skipped_directory = [&](const std::string& path) { result.skipped.push_back(path); };
    events.skipped_mount_point = events.skipped_directory;
    events.must_stop = must_stop;
    std::vector<std::string> typed;
    for (const std::string& source : sources) typed.push_back(scratch.path() + "/" + source);
    result.list = tree::scan(typed, files_from, options, events);
    if (result.list.root_entry) result.paths.emplace_back("./");
    collect(result.list.root, result.paths);
    return result;
  }

  Scratch scratch;
  tree::ScanOptions options;
  std::vector<std::string> rules;
  std::function<bool()> must_stop;
};

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a scan lists directories after files, each with its content") {
  Tree tree({"s/z", "s/b/one", "s/b/two", "s/a.d/x", "s/a/y", "s/.hidden", "s/empty/"});
  const Paths below{".hidden", "z", "a.d/", "a.d/x", "a/", "a/y", "b/", "b/one", "b/two", "empty/"};
  Paths contents{"./"}, named{"s/"};
  for (const std::string& path : below) contents.push_back(path), named.push_back("s/" + path);
  CHECK(tree.scan({"s/"}).paths == contents);
  CHECK(tree.scan({"s"}).paths == named);
  tree.options.threads = 1;
  CHECK(tree.scan({"s/"}).paths == contents);
  CHECK(tree.scan({"s/a/y", "s/z"}).paths == Paths{"y", "z"});
}

TEST_CASE("without -r a directory is skipped, with -d it is listed") {
  Tree tree({"s/file", "s/d/inside"});
  tree.options.recursive = false;
  auto scanned = tree.scan({"s/", "s/d"});
  CHECK(scanned.paths.empty());
  CHECK(scanned.skipped == Paths{".", "d"});
  tree.options.dirs = true;
  CHECK(tree.scan({"s/"}).paths == Paths{"./", "file", "d/"});
  CHECK(tree.scan({"s/d"}).paths == Paths{"d/"});
}

TEST_CASE("several sources become one tree; the first one's file stays") {
  Tree tree({"a/same", "a/d/1", "b/same", "b/d/2", "b/only"});
  const auto scanned = tree.scan({"a/", "b/"});
  CHECK(scanned.paths == Paths{"./", "only", "same", "d/", "d/1", "d/2"});
  const auto& root = scanned.list.root;
  CHECK(root.entries[*root.find("same")].origin == 0);
  CHECK(root.entries[*root.find("only")].origin == 1);
}

TEST_CASE("-R and --files-from keep paths and imply directories") {
  Tree tree({"s/a/b/file", "s/a/other", "s/c/more"});
  tree.options.relative = true;
  CHECK(tree.scan({"./s/a/b/file"}).paths == Paths{"s/", "s/a/", "s/a/b/", "s/a/b/file"});
  tree.options.implied_dirs = false;
  CHECK(tree.scan({"./s/a/b/file"}).paths == Paths{"s/?", "s/a/?", "s/a/b/?", "s/a/b/file"});
  tree.options.recursive = false;
  tree.options.implied_dirs = true;
  const auto scanned = tree.scan({"s"}, Paths{"a/b/file", "/c/more", "no/such"});
  CHECK(scanned.paths == Paths{"a/", "a/b/", "a/b/file", "c/", "c/more"});
  REQUIRE(scanned.problems.size() == 1);
  CHECK(scanned.problems[0].find("no/such") != std::string::npos);
}

TEST_CASE("missing arguments") {
  Tree tree({"s/file"});
  auto scanned = tree.scan({"nothing", "s/file"});
  CHECK(scanned.paths == Paths{"file"});
  REQUIRE(scanned.problems.size() == 1);
  CHECK(scanned.problems[0].find("nothing") != std::string::npos);
  tree.options.ignore_missing_args = true;
  scanned = tree.scan({"nothing", "s/file"});
  CHECK(scanned.paths == Paths{"file"});
  CHECK(scanned.problems.empty());
  tree.options.ignore_missing_args = false;
  tree.options.delete_missing_args = true;
  scanned = tree.scan({"nothing", "s/file"});
  CHECK(scanned.paths == Paths{"file", "nothing missing"});
  CHECK(scanned.problems.empty());
}

TEST_CASE("excluded directories are not entered; empty ones can be left out") {
  Tree tree({"s/keep/file", "s/drop/file", "s/void/deep/"});
  tree.rules = {"- drop/"};
  CHECK(tree.scan({"s/"}).paths == Paths{"./", "keep/", "keep/file", "void/", "void/deep/"});
  tree.options.prune_empty_dirs = true;
  CHECK(tree.scan({"s/"}).paths == Paths{"./", "keep/", "keep/file"});
}

#ifndef _WIN32
TEST_CASE("symlinks are themselves, or what they lead to") {
  Tree tree({"s/d/file", "outside"});
  tree.scratch.dir().open_dir("s").make_symlink("d", "to-dir");
  tree.scratch.dir().open_dir("s").make_symlink("d/file", "to-file");
  tree.scratch.dir().open_dir("s").make_symlink("../outside", "unsafe");
  tree.scratch.dir().open_dir("s").make_symlink("nowhere", "dangling");
  const auto type_of = [](const Scanned& scanned, const char* name) {
    const auto at = scanned.list.root.find(name);
    REQUIRE(at);
    return scanned.list.root.entries[*at].type;
  };
  const auto plain = tree.scan({"s/"});
  for (const char* name : {"to-dir", "to-file", "unsafe", "dangling"})
    CHECK(type_of(plain, name) == fs::FileType::symlink);
  CHECK(plain.list.root.entries[*plain.list.root.find("unsafe")].extra->link_target ==
        "../outside");

  tree.options.copy_unsafe_links = true;
  const auto safe = tree.scan({"s/"});
  CHECK(type_of(safe, "unsafe") == fs::FileType::regular);
  CHECK(type_of(safe, "to-file") == fs::FileType::symlink);
  tree.options.copy_unsafe_links = false;

  tree.options.copy_dirlinks = true;
  const auto folders = tree.scan({"s/"});
  CHECK(type_of(folders, "to-dir") == fs::FileType::directory);
  CHECK(type_of(folders, "to-file") == fs::FileType::symlink);
  tree.options.copy_dirlinks = false;

  tree.options.copy_links = true;
  const auto followed = tree.scan({"s/"});
  CHECK(followed.paths ==
        Paths{"./", "to-file", "unsafe", "d/", "d/file", "to-dir/", "to-dir/file"});
  REQUIRE(followed.problems.size() == 1);
  CHECK(followed.problems[0].find("dangling") != std::string::npos);
  CHECK(followed.list.io_error);

  tree.rules = {"- dangling"};
  CHECK(tree.scan({"s/"}).problems.empty());
}

TEST_CASE("what cannot be read puts its directory in doubt, and all that follow") {
  Tree tree({"s/a/file", "s/b/file", "s/c/deep/file"});
  tree.scratch.dir().open_dir("s/b").make_symlink("nowhere", "dangling");
  tree.options.copy_links = true;
  const auto scanned = tree.scan({"s/"});
  const auto& root = scanned.list.root;
  const auto child = [&root](const char* name) {
    return root.child_of(root.entries[*root.find(name)]);
  };
  CHECK(scanned.list.io_error);
  CHECK_FALSE(root.failed);
  CHECK_FALSE(child("a")->failed);
  CHECK(child("b")->failed);
  CHECK(child("c")->failed);
  CHECK(child("c")->children[0]->failed);
}

TEST_CASE("a dangling link is no problem where it is excluded") {
  Tree tree({"s/a"});
  tree.scratch.dir().open_dir("s").make_symlink("nowhere", "dangling");
  tree.options.copy_links = true;
  tree.rules = {"- dangling"};
  CHECK(tree.scan({"s/"}).problems.empty());
}

TEST_CASE("a missing argument does not make the rest of the list incomplete") {
  Tree tree({"s/a"});
  const auto file = tree.scan({"none", "s/"});
  CHECK(file.problems.size() == 1);
  CHECK_FALSE(file.list.io_error);
  tree.options.ignore_missing_args = true;
  CHECK(tree.scan({"none", "s/"}).problems.empty());
  const auto directory = tree.scan({"none/", "s/"});
  CHECK(directory.problems.size() == 1);
  CHECK(directory.list.io_error);
}

TEST_CASE("a scan that must stop lists no further directory") {
  Tree tree({"s/a", "s/d/e/x"});
  int directories = 0;
  tree.must_stop = [&] { return ++directories > 2; };
  tree.options.threads = 1;
  CHECK(tree.scan({"s/"}).paths == Paths{"./", "a", "d/", "d/e/"});
}

TEST_CASE("every time a name is sent it counts") {
  Tree tree({"s/d/e/x", "s/d/y"});
  const auto directories = [](const Scanned& scanned) {
    return scanned.list.found.of_type[static_cast<std::size_t>(fs::FileType::directory)];
  };
  tree.options.relative = true;
  tree.options.recursive = false;
  // What the argument before had above its own last directory is not sent again.
  CHECK(directories(tree.scan({"./s/d/e/x", "./s/d/y"})) == 3);
  CHECK(directories(tree.scan({"./s/d/y", "./s/d/e/x"})) == 4);
  tree.options.implied_dirs = false;
  CHECK(directories(tree.scan({"./s/d/y"})) == 2);
  tree.options = {};
  tree.options.recursive = true;
  CHECK(directories(tree.scan({"s/d", "s/"})) == 5);
  tree.options.incremental = true;
  CHECK(directories(tree.scan({"s/d", "s/"})) == 4);
}

TEST_CASE("files with several names are recognised") {
  Tree tree({"s/one", "s/d/", "s/single"});
  const fs::Dir s = tree.scratch.dir().open_dir("s");
  s.make_link("one", s.open_dir("d"), "two");
  tree.options.hard_links = true;
  const auto scanned = tree.scan({"s/"});
  const auto& root = scanned.list.root;
  const auto& one = root.entries[*root.find("one")];
  const auto& two = root.child_of(root.entries[*root.find("d")])->entries[0];
  REQUIRE((one.extra && two.extra));
  CHECK(one.extra->linked);
  CHECK(one.extra->inode == two.extra->inode);
  CHECK_FALSE(root.entries[*root.find("single")].extra);
}
#endif

TEST_CASE("a wide and deep tree is the same list with any number of threads") {
  Paths names;
  for (int i = 0; i < 300; ++i) {
    std::string path = "s";
    for (int n = i; n > 0; n /= 3) path += "/" + std::to_string(n % 3);
    names.push_back(path + "/f" + std::to_string(i));
  }
  Tree tree(names);
  tree.options.threads = 1;
  const auto expected = tree.scan({"s/"}).paths;
  CHECK(expected.size() > 300);
  for (const std::size_t threads : {2u, 16u}) {
    tree.options.threads = threads;
    CHECK(tree.scan({"s/"}).paths == expected);
  }
}

TEST_CASE("a missing argument is told, and puts nothing in doubt; a missing directory does") {
  Tree tree({"s/file"});
  const auto missing = tree.scan({"s/none", "s/"});
  CHECK(missing.problems.size() == 1);
  CHECK_FALSE(missing.list.io_error);
  const auto directory = tree.scan({"s/none/", "s/"});
  CHECK(directory.problems.size() == 1);
  CHECK(directory.list.root.failed);
  tree.options.ignore_missing_args = true;
  CHECK(tree.scan({"s/none", "s/"}).problems.empty());
  CHECK(tree.scan({"s/none/", "s/"}).problems.size() == 1);
}

TEST_CASE("with -R the rules beside a named file are asked about it, in an incremental list") {
  Tree tree({"s/d/file", "s/d/other"});
  write_file(tree.scratch.dir().open_dir("s/d"), ".rules", "- file\n");
  tree.rules = {": .rules"};
  tree.options.relative = true;
  CHECK(tree.scan({"s/./d/file", "s/./d/other"}).paths == Paths{"d/", "d/file", "d/other"});
  CHECK(tree.scan({"s/./d/other", "s/./d/file"}).paths == Paths{"d/", "d/other"});
  tree.options.incremental = true;
  CHECK(tree.scan({"s/./d/file", "s/./d/other"}).paths == Paths{"d/", "d/other"});
}

TEST_CASE("names are those of the destination, in its order, and the source's are known") {
  Tree tree({"s/\u20ac/\u20ac", "s/\u00e9", "s/\u2603/x", "s/a"});
  tree.options.names =
      std::make_shared<tree::NameConversion>(fs::Charset("utf8"), fs::Charset("cp1252"), true);
  tree.rules = {"- /\u00e9/"};
  const Scanned found = tree.scan({"s/"});
  CHECK(found.paths == std::vector<std::string>{"./", "a", "\xe9", "\x80/", "\x80/\x80"});
  REQUIRE(found.problems.size() == 1);
  CHECK_THAT(found.problems[0], Catch::Contains("\u2603"));
  CHECK(found.list.root.failed);
  const tree::Directory& directory = *found.list.root.children[0];
  CHECK(directory.source_path() == "\u20ac");
  CHECK(directory.source_path_of(directory.entries[0].source_name()) == "\u20ac/\u20ac");
  CHECK(found.list.root.entries[0].source_name() == "a");
}

TEST_CASE("named files are converted, too") {
  Tree tree({"s/\u00e9/\u00fc", "s/\u2603/x"});
  tree.options.names =
      std::make_shared<tree::NameConversion>(fs::Charset("utf8"), fs::Charset("latin1"), true);
  tree.options.relative = true;
  const Scanned found = tree.scan({"./s/\u00e9/\u00fc", "./s/\u2603/x"});
  CHECK(found.paths == std::vector<std::string>{"s/", "s/\xe9/", "s/\xe9/\xfc"});
  CHECK(found.problems.size() == 1);
}
