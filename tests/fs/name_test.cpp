#include "engine/fs/name.h"

#include <catch2/catch.hpp>

#include "engine/fs/process.h"

using namespace smartsync;

TEST_CASE("ordinary names are accepted everywhere") {
  for (const char* name : {"a", "two words", ".hidden", "a.b.c", "gr\xc3\xb6\xc3\x9f", "console",
                           "com10", "aux1", "~$report.xlsx"}) {
    INFO(name);
    CHECK_FALSE(fs::refuse_name(name));
  }
}

TEST_CASE("no platform holds an empty name, a dot name, a slash or a zero byte") {
  for (const std::string& name : {std::string(), std::string("."), std::string(".."),
                                  std::string("a/b"), std::string("a\0b", 3)}) {
    INFO(name);
    CHECK(fs::refuse_name(name).has_value());
  }
}

TEST_CASE("a name is joined to a directory by one slash") {
  CHECK(fs::join_path("a", "b") == "a/b");
  CHECK(fs::join_path("a/", "b") == "a/b");
  CHECK(fs::join_path("/", "b") == "/b");
  CHECK(fs::join_path("", "b") == "b");
  CHECK(fs::join_path("a", "") == "a");
  CHECK(fs::join_path("", "") == ".");
}

TEST_CASE("a relative path is made absolute from the working directory") {
  const std::string here = fs::normal_slashes(fs::current_directory());
  REQUIRE(fs::is_absolute(here));
  CHECK(fs::absolute_path("a/b") == fs::join_path(here, "a/b"));
  CHECK(fs::absolute_path("../a") == fs::join_path(here, "../a"));
  CHECK(fs::absolute_path(here + "/a/") == here + "/a/");
}

TEST_CASE("a path is its directory and a name in it") {
  struct Expected {
    const char* path;
    const char* directory;
    const char* name;
  };
  for (const Expected& e :
       {Expected{"a", "", "a"}, Expected{"a/b", "a", "b"}, Expected{"a/b/c", "a/b", "c"},
        Expected{"a/b//", "a", "b"}, Expected{"./a", ".", "a"}, Expected{"/a", "/", "a"},
        Expected{"/a/b", "/a", "b"}, Expected{"/", "/", ""}, Expected{"", "", ""}}) {
    INFO(e.path);
    const auto [directory, name] = fs::split_path(e.path);
    CHECK(directory == e.directory);
    CHECK(name == e.name);
  }
}

#ifdef _WIN32
TEST_CASE("Windows refuses its reserved names and characters, saying why") {
  for (const char* name :
       {"con", "NUL", "Aux.txt", "com1", "LPT9.log", "a:b", "what?", "a*", "pipe|", "a<b", "a>b",
        "quote\"", "back\\slash", "tab\t", "dot.", "space ", "\xff\xfe", "CONIN$", "com\xc2\xb9"}) {
    INFO(name);
    REQUIRE(fs::refuse_name(name));
    CHECK(fs::refuse_name(name)->find(' ') != std::string::npos);
  }
}

TEST_CASE("Windows paths start at a drive, a share or the root") {
  for (const char* path : {"/x", "\\x", "C:/x", "z:\\x", "\\\\server\\share", "//server/share"}) {
    CHECK(fs::is_absolute(path));
  }
  for (const char* path : {"", "x", "x/y", "C:x", "./x", "\xc3\xa4:/x"}) {
    CHECK_FALSE(fs::is_absolute(path));
  }
  CHECK(fs::normal_slashes("Z:\\project\\a b") == "Z:/project/a b");
  CHECK(fs::split_path("Z:/project").directory == "Z:/");
  CHECK(fs::split_path("Z:/project/a").directory == "Z:/project");
  CHECK(fs::split_path("//server/share/a").directory == "//server/share/");
  CHECK(fs::split_path("//server/share/a/b").directory == "//server/share/a");
  for (const char* root : {"Z:/", "//server/share", "//server/share/", "/"}) {
    CHECK(fs::root_length(root) == std::string_view(root).size());
    CHECK(fs::split_path(root).directory == root);
    CHECK(fs::split_path(root).name.empty());
  }
  CHECK(fs::root_length("Z:/a/b") == 3);
  CHECK(fs::root_length("//server/share/a/b") == 15);
  CHECK(fs::root_length("Z:a") == 0);
}

TEST_CASE("a typed path says its drive, without Windows' prefix for long ones") {
  CHECK(fs::normal_path("\\\\?\\Z:\\project\\a b") == "Z:/project/a b");
  CHECK(fs::normal_path("\\\\?\\UNC\\server\\share\\a") == "//server/share/a");
  CHECK(fs::normal_path("\\\\server\\share\\a\\") == "//server/share/a/");
  CHECK(fs::normal_path("a\\..\\b\\") == "a/../b/");
  CHECK(fs::normal_path("Z:") == "Z:/");
  const std::string here = fs::normal_slashes(fs::current_directory());
  REQUIRE(fs::root_length(here) == 3);
  const std::string drive = here.substr(0, 2);
  CHECK(fs::normal_path(drive + "a\\b") == fs::join_path(here, "a/b"));
  CHECK(fs::normal_path(drive + ".") == fs::join_path(here, "."));
  CHECK(fs::normal_path("\\a\\") == drive + "/a/");
  CHECK(fs::absolute_path("\\a") == drive + "/a");
  CHECK(fs::absolute_path(drive) == drive + "/");
}
#else
TEST_CASE("POSIX holds every other byte, and a path starts at the root") {
  for (const char* name : {"con", "a:b", "a\\b", "\xff\xfe", "new\nline", "space ", "dot."}) {
    CHECK_FALSE(fs::refuse_name(name));
  }
  CHECK(fs::is_absolute("/x"));
  CHECK_FALSE(fs::is_absolute("C:/x"));
  CHECK_FALSE(fs::is_absolute(""));
  CHECK(fs::normal_slashes("a\\b") == "a\\b");
  CHECK(fs::normal_path("C:\\b") == "C:\\b");
  CHECK(fs::root_length("//a/b") == 1);
}
#endif
