#include "engine/session/trash.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "engine/fs/name.h"
#include "engine/sync/make_path.h"
#include "engine/tree/task_pool.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

const fs::Time kNow{1'000'000'000, 0};
const std::string kFolder = ".smartsync/trash/20010909T014640Z";

std::string content(const test::Scratch& scratch, const std::string& path) {
  return test::read_file(scratch.dir().open_dir(path.substr(0, path.rfind('/'))),
                         path.substr(path.rfind('/') + 1));
}

// The folder of an earlier run with one file of that size.
void leave(const test::Scratch& scratch, const std::string& name, std::int64_t days_ago,
           std::size_t size) {
  const fs::Dir trash = sync::make_dirs(scratch.dir(), ".smartsync/trash");
  test::write_file(sync::make_dirs(trash, name + "/sub"), "file", std::string(size, 'x'));
  trash.set_times(name, std::nullopt, fs::Time{kNow.seconds - days_ago * 86400, 0});
}

std::vector<std::string> folders(const test::Scratch& scratch) {
  std::vector<std::string> names;
  for (const fs::Listed& entry : scratch.dir().open_dir(".smartsync/trash").list().entries)
    names.push_back(entry.name);
  std::ranges::sort(names);
  return names;
}

}  // namespace

TEST_CASE("a copy of what stays is kept with its time", "[session][trash]") {
  const test::Scratch scratch;
  test::write_file(sync::make_dirs(scratch.dir(), "a"), "f", "content");
  scratch.dir().open_dir("a").set_times("f", std::nullopt, fs::Time{5000, 0});
  Trash trash(scratch.dir(), kNow);
  const fs::File file = scratch.dir().open_read("a/f");
  CHECK(trash.keep_copy(file, "a/f") == scratch.dir().path_of(kFolder + "/a/f"));
  CHECK(trash.keep_copy(file, "a/f") == scratch.dir().path_of(kFolder + "/a/f.2"));
  CHECK(content(scratch, kFolder + "/a/f") == "content");
  CHECK(content(scratch, "a/f") == "content");
  CHECK(scratch.dir().stat(kFolder + "/a/f")->modified == fs::Time{5000, 0});
}

TEST_CASE("what loses is kept under its own path", "[session][trash]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "top.txt", "top");
  test::write_file(sync::make_dirs(scratch.dir(), "a/b"), "deep.txt", "deep");
  test::write_file(sync::make_dirs(scratch.dir(), "gone/with"), "all.txt", "all");
  Trash trash(scratch.dir(), kNow);
  CHECK_FALSE(scratch.dir().stat(".smartsync"));
  trash.keep("top.txt");
  trash.keep("a/b/deep.txt");
  trash.keep("gone");
  CHECK(trash.is_used());
  CHECK(content(scratch, kFolder + "/top.txt") == "top");
  CHECK(content(scratch, kFolder + "/a/b/deep.txt") == "deep");
  CHECK(content(scratch, kFolder + "/gone/with/all.txt") == "all");
  CHECK_FALSE(scratch.dir().stat("top.txt"));
  CHECK_FALSE(scratch.dir().stat("gone"));
  CHECK(scratch.dir().stat("a/b"));
}

TEST_CASE("nothing in the trash is replaced", "[session][trash]") {
  const test::Scratch scratch;
  Trash trash(scratch.dir(), kNow);
  for (const char* version : {"first", "second", "third"}) {
    test::write_file(scratch.dir(), "a.txt", version);
    trash.keep("a.txt");
  }
  CHECK(content(scratch, kFolder + "/a.txt") == "first");
  CHECK(content(scratch, kFolder + "/a.txt.2") == "second");
  CHECK(content(scratch, kFolder + "/a.txt.3") == "third");

  Trash other(scratch.dir(), kNow);  // another run in the same second
  test::write_file(scratch.dir(), "a.txt", "fourth");
  other.keep("a.txt");
  CHECK(content(scratch, kFolder + "-2/a.txt") == "fourth");
}

TEST_CASE("a folder that goes after what was in it has a name of its own", "[session][trash]") {
  const test::Scratch scratch;
  const fs::Dir folder = sync::make_dirs(scratch.dir(), "a/b");
  test::write_file(folder, "result", "1");
  test::write_file(sync::make_dirs(folder, "__pycache__"), "x", "2");
  Trash trash(scratch.dir(), kNow);
  trash.keep("a/b/result");
  trash.keep("a/b");
  CHECK(content(scratch, kFolder + "/a/b/result") == "1");
  CHECK(content(scratch, kFolder + "/a/b.2/__pycache__/x") == "2");
  CHECK(scratch.dir().open_dir("a").list().entries.empty());
}

TEST_CASE("many threads keep what loses at once", "[session][trash]") {
  const test::Scratch scratch;
  constexpr int folders = 4, each = 50;
  for (int i = 0; i < folders; ++i)
    for (int k = 0; k < each; ++k)
      test::write_file(sync::make_dirs(scratch.dir(), "d/" + std::to_string(i)), std::to_string(k),
                       "x");
  Trash trash(scratch.dir(), kNow);
  {
    tree::TaskPool pool(8);
    for (int k = 0; k < each; ++k)
      for (int i = 0; i < folders; ++i)
        pool.submit(
            [&trash, i, k] { trash.keep("d/" + std::to_string(i) + "/" + std::to_string(k)); });
  }
  for (int i = 0; i < folders; ++i) {
    const std::string folder = "d/" + std::to_string(i);
    const fs::Dir kept = scratch.dir().open_dir(kFolder).open_dir(folder);
    CHECK(scratch.dir().open_dir(folder).list().entries.empty());
    CHECK(kept.list().entries.size() == each);
  }
}

TEST_CASE("what cannot be kept stays where it is", "[session][trash]") {
  const test::Scratch scratch;
  Trash trash(scratch.dir(), kNow);
  CHECK_THROWS_AS(trash.keep("missing"), Error);
  CHECK_THROWS_AS(trash.keep("../outside"), Error);
  if (fs::refuse_name("a:b")) return;  // Windows: symlinks need a privilege
  const test::Scratch outside;
  test::write_file(outside.dir(), "file", "not ours");
  scratch.dir().make_symlink(outside.path(), "link");
  CHECK_THROWS_AS(trash.keep("link/file"), Error);
  CHECK(test::read_file(outside.dir(), "file") == "not ours");
  trash.keep("link");  // the link itself may go
  CHECK(outside.dir().stat("file"));
  CHECK(scratch.dir().stat(kFolder + "/link")->type == fs::FileType::symlink);
}

TEST_CASE("a trash that leads elsewhere is not used", "[session][trash]") {
  const test::Scratch scratch;
  if (fs::refuse_name("a:b")) return;  // Windows: symlinks need a privilege
  const test::Scratch outside;
  scratch.dir().make_dir(".smartsync", 0755);
  scratch.dir().open_dir(".smartsync").make_symlink(outside.path(), "trash");
  test::write_file(scratch.dir(), "a.txt", "mine");
  Trash trash(scratch.dir(), kNow);
  CHECK_THROWS_AS(trash.keep("a.txt"), Error);
  CHECK(test::read_file(scratch.dir(), "a.txt") == "mine");
  leave(outside, "20000101T000000Z", 700, 10);
  prune_trash(scratch.dir(), kNow, 0);
  CHECK(folders(outside).size() == 1);
}

TEST_CASE("old folders go, the newest stays whatever its age and size", "[session][trash]") {
  const test::Scratch scratch;
  prune_trash(scratch.dir(), kNow);  // none there
  CHECK_FALSE(scratch.dir().stat(".smartsync"));
  leave(scratch, "20010701T000000Z", 70, 10);
  leave(scratch, "20010801T000000Z", 39, 10);
  prune_trash(scratch.dir(), kNow);
  CHECK(folders(scratch) == std::vector<std::string>{"20010801T000000Z"});
  leave(scratch, "20010811T000000Z", 29, 5000);
  prune_trash(scratch.dir(), kNow, 100);
  CHECK(folders(scratch) == std::vector<std::string>{"20010811T000000Z"});
}

TEST_CASE("the oldest go while all together are too large", "[session][trash]") {
  const test::Scratch scratch;
  for (const char* day : {"5", "6", "7", "8"})
    leave(scratch, std::string("2001090") + day + "T000000Z", 9 - std::stoi(day), 1000);
  prune_trash(scratch.dir(), kNow, 4000);
  CHECK(folders(scratch).size() == 4);
  prune_trash(scratch.dir(), kNow, 2500);
  CHECK(folders(scratch) == std::vector<std::string>{"20010907T000000Z", "20010908T000000Z"});
}

TEST_CASE("what else lies in the trash is left alone", "[session][trash]") {
  const test::Scratch scratch;
  leave(scratch, "keep me", 700, 1000);
  leave(scratch, "20010701T000000Z", 70, 10);
  leave(scratch, "20010801T000000Z-2", 39, 10);
  prune_trash(scratch.dir(), kNow, 0);
  CHECK(folders(scratch) == std::vector<std::string>{"20010801T000000Z-2", "keep me"});
}

TEST_CASE("what a run put there stays, whatever clocks say", "[session][trash]") {
  const test::Scratch scratch;
  leave(scratch, "20310101T000000Z", 0, 10);  // of a clock that was wrong
  test::write_file(scratch.dir(), "a.txt", "mine");
  Trash trash(scratch.dir(), kNow);
  trash.keep("a.txt");
  const auto stat = scratch.dir().stat(kFolder);
  prune_trash(scratch.dir(), stat->modified, 0, kFolder.substr(kFolder.rfind('/') + 1));
  CHECK(content(scratch, kFolder + "/a.txt") == "mine");
  trash.prune();
  CHECK(content(scratch, kFolder + "/a.txt") == "mine");
}
