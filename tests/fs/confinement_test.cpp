// Nothing that is done below a Dir leaves it: not through "..", not through an absolute path, and
// not through a symlink that a hostile peer or another program has put there.
#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "engine/fs/dir.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::read_file;
using test::Scratch;
using test::write_file;

namespace {

struct Method {
  std::string name;
  std::function<void(const fs::Dir&, const std::string&)> call;
};

// Every method that takes one name.
std::vector<Method> methods_of_a_name() {
  return {
      {"create", [](auto& dir, auto& name) { (void)dir.create(name, 0644); }},
      {"read_link", [](auto& dir, auto& name) { (void)dir.read_link(name); }},
      {"make_dir", [](auto& dir, auto& name) { dir.make_dir(name, 0755); }},
      {"make_symlink", [](auto& dir, auto& name) { dir.make_symlink("target", name); }},
      {"make_link", [](auto& dir, auto& name) { dir.make_link("safe", dir, name); }},
      {"make_link from", [](auto& dir, auto& name) { dir.make_link(name, dir, "new"); }},
      {"rename to", [](auto& dir, auto& name) { dir.rename("safe", dir, name); }},
      {"rename from", [](auto& dir, auto& name) { dir.rename(name, dir, "new"); }},
      {"remove_file", [](auto& dir, auto& name) { dir.remove_file(name); }},
      {"remove_dir", [](auto& dir, auto& name) { dir.remove_dir(name); }},
      {"set_permissions", [](auto& dir, auto& name) { dir.set_permissions(name, 0600); }},
      {"set_times",
       [](auto& dir, auto& name) {
         dir.set_times(name, {}, fs::Time{1, 0});
       }},
#ifndef _WIN32
      {"make_special",
       [](auto& dir, auto& name) { dir.make_special(name, fs::FileType::fifo, 0600, 0); }},
      {"set_owner", [](auto& dir, auto& name) { dir.set_owner(name, 0U, 0U); }},
      {"xattrs", [](auto& dir, auto& name) { (void)dir.xattrs(name); }},
      {"set_xattr", [](auto& dir, auto& name) { dir.set_xattr(name, "user.x", "1"); }},
      {"remove_xattr", [](auto& dir, auto& name) { dir.remove_xattr(name, "user.x"); }},
#endif
  };
}

// Every method that takes a relative path.
std::vector<Method> methods_of_a_path() {
  return {
      {"open_dir", [](auto& dir, auto& path) { (void)dir.open_dir(path); }},
      {"open_dir_if_exists", [](auto& dir, auto& path) { (void)dir.open_dir_if_exists(path); }},
      {"stat", [](auto& dir, auto& path) { (void)dir.stat(path); }},
      {"open_read", [](auto& dir, auto& path) { (void)dir.open_read(path); }},
      {"open_write", [](auto& dir, auto& path) { (void)dir.open_write(path); }},
  };
}

}  // namespace

TEST_CASE("a name is one component") {
  const Scratch scratch;
  scratch.dir().make_dir("root", 0755);
  const fs::Dir root = scratch.dir().open_dir("root");
  write_file(root, "safe", "safe");
  write_file(scratch.dir(), "outside", "outside");
  for (const Method& method : methods_of_a_name()) {
    for (const std::string& name :
         {std::string(".."), std::string("."), std::string("../outside"), std::string("a/b"),
          scratch.path() + "/outside", std::string("zero\0byte", 9)}) {
      INFO(method.name << " " << name);
      CHECK(error_of([&] { method.call(root, name); }) == std::errc::invalid_argument);
    }
  }
  CHECK(read_file(scratch.dir(), "outside") == "outside");
  CHECK(read_file(root, "safe") == "safe");
  CHECK(root.list().entries.size() == 1);
}

TEST_CASE("a relative path has no .. and does not start at the root") {
  const Scratch scratch;
  scratch.dir().make_dir("root", 0755);
  const fs::Dir root = scratch.dir().open_dir("root");
  root.make_dir("a", 0755);
  write_file(scratch.dir(), "outside", "outside");
  for (const Method& method : methods_of_a_path()) {
    for (const std::string& path :
         {std::string(".."), std::string("../outside"), std::string("a/../a"),
          std::string("a/../../outside"), scratch.path() + "/outside"}) {
      INFO(method.name << " " << path);
      CHECK(error_of([&] { method.call(root, path); }) == std::errc::invalid_argument);
    }
  }
}

// Under wine and without the privilege, Windows makes no symlinks; elsewhere this always runs.
TEST_CASE("a symlink in a path is refused, wherever it points") {
  const Scratch scratch;
  const fs::Dir& top = scratch.dir();
  top.make_dir("outside", 0755);
  top.make_dir("root", 0755);
  const fs::Dir root = top.open_dir("root");
  root.make_dir("inside", 0755);
  write_file(top.open_dir("outside"), "f", "outside");
  write_file(root.open_dir("inside"), "f", "inside");
  try {
    root.make_symlink("../outside", "out");
  } catch (const Error& error) {
#ifdef _WIN32
    WARN("symlinks cannot be made here: " << error.what());
    return;
#else
    FAIL(error.what());
#endif
  }
  root.make_symlink("inside", "in");
  root.make_symlink(scratch.path() + "/outside/f", "file");

  for (const Method& method : methods_of_a_path()) {
    for (const char* path : {"out/f", "in/f", "out/new/f"}) {
      INFO(method.name << " " << path);
      CHECK(error_of([&] { method.call(root, path); }) == std::errc::too_many_symbolic_link_levels);
    }
  }
  for (const char* path : {"out", "in"}) {
    CHECK(error_of([&] { (void)root.open_dir(path); }) == std::errc::too_many_symbolic_link_levels);
    CHECK(error_of([&] { (void)root.open_dir_if_exists(path); }) ==
          std::errc::too_many_symbolic_link_levels);
  }
  CHECK(error_of([&] { (void)root.open_read("file"); }) ==
        std::errc::too_many_symbolic_link_levels);
  CHECK(error_of([&] { (void)root.open_write("file"); }) ==
        std::errc::too_many_symbolic_link_levels);
  CHECK(error_of([&] { (void)root.create("file", 0644); }) == std::errc::file_exists);
  CHECK(root.stat("file")->type == fs::FileType::symlink);

  // Who asks for it may follow.
  CHECK(read_file(root.open_dir("out", fs::Follow::yes), "f") == "outside");
  CHECK(root.stat("out/f", fs::Follow::yes)->size == 7);
  CHECK(root.open_read("file", {.follow = fs::Follow::yes}).stat().size == 7);
}

TEST_CASE("what is done to a symlink does not reach its target") {
  const Scratch scratch;
  const fs::Dir& top = scratch.dir();
  write_file(top, "target", "target");
  try {
    top.make_symlink("target", "link");
  } catch (const Error& error) {
    WARN("symlinks cannot be made here: " << error.what());
    return;
  }
  const fs::Stat before = *top.stat("target");
  top.set_permissions("link", 0000);
  top.set_times("link", fs::Time{1, 0}, fs::Time{2, 0});
  CHECK(top.stat("link")->modified == fs::Time{2, 0});
  write_file(top, "other", "other");
  top.rename("other", top, "link");
  CHECK(top.stat("link")->type == fs::FileType::regular);
  const fs::Stat after = *top.stat("target");
  CHECK(after.permissions == before.permissions);
  CHECK(after.modified == before.modified);
  CHECK(read_file(top, "target") == "target");
}
