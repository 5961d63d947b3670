// The two ways of opening below a directory, by openat2 and by walking, must answer alike.
#include "engine/fs/posix/handle.h"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

TEST_CASE("opening by openat2 and by walking give the same answers") {
  const Scratch scratch;
  const fs::Dir& top = scratch.dir();
  top.make_dir("a", 0755);
  top.open_dir("a").make_dir("b", 0755);
  write_file(top.open_dir("a/b"), "f", "x");
  top.make_symlink("a", "link");
  top.open_dir("a").make_symlink("b", "link");
  top.open_dir("a").make_symlink("b/f", "file");
  top.open_dir("a").make_symlink("nowhere", "dangling");

  struct Case {
    const char* path;
    int flags;
    int error;  // 0: opens
  };
  for (const Case& one : {
           Case{"a", O_RDONLY, 0},
           Case{"a/b/f", O_RDWR, 0},
           Case{"./a//b/./f", O_RDONLY, 0},
           Case{"", O_RDONLY | O_DIRECTORY, 0},
           Case{"a/b", O_RDONLY | O_DIRECTORY, 0},
           Case{"a/b/", O_RDONLY | O_DIRECTORY, 0},
           Case{"a/link", O_PATH, 0},
           Case{"a/b/f", O_RDONLY | O_DIRECTORY, ENOTDIR},
           Case{"a/b/f/g", O_RDONLY, ENOTDIR},
           Case{"a/x", O_RDONLY, ENOENT},
           Case{"a/x/y", O_RDONLY, ENOENT},
           Case{"link", O_RDONLY | O_DIRECTORY, ELOOP},
           Case{"link/b", O_RDONLY, ELOOP},
           Case{"a/link", O_RDONLY | O_DIRECTORY, ELOOP},
           Case{"a/link/f", O_RDONLY, ELOOP},
           Case{"a/file", O_RDWR, ELOOP},
           Case{"a/dangling", O_RDWR | O_CREAT, ELOOP},
           Case{"a/../a", O_RDONLY, EINVAL},
           Case{"..", O_RDONLY, EINVAL},
           Case{"/etc", O_RDONLY, EINVAL},
       }) {
    INFO(one.path << " with flags " << one.flags);
    for (const auto open : {fs::open_beneath, fs::open_beneath_by_walk}) {
      errno = 0;
      const fs::Fd fd(open(top.state().fd.get(), one.path, one.flags, 0600));
      const int error = fd ? 0 : errno;
      CHECK(error == one.error);
    }
  }
}
