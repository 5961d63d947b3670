#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/fs/dir.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using test::error_of;
using test::Scratch;
using test::write_file;

namespace {

// False, with a warning, where the temporary directory's filesystem has no user attributes.
bool has_attributes(const fs::Dir& dir) {
  write_file(dir, "probe", "");
  const std::error_code code = error_of([&] { dir.set_xattr("probe", "user.probe", "1"); });
  dir.remove_file("probe");
  if (code) WARN("no extended attributes here: " << code.message());
  return !code;
}

}  // namespace

TEST_CASE("permissions keep all twelve bits") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().make_dir("d", 0755);
  using Bits = std::uint16_t;
  for (const Bits permissions : {Bits{0000}, Bits{0640}, Bits{0755}, Bits{01777}, Bits{04711}}) {
    scratch.dir().set_permissions("f", permissions);
    CHECK(scratch.dir().stat("f")->permissions == permissions);
  }
  scratch.dir().open_dir("d").set_permissions("", 01700);
  CHECK(scratch.dir().stat("d")->permissions == 01700);
}

TEST_CASE("an owner is set by its superuser, one id at a time, on a symlink itself") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().make_symlink("f", "link");
  if (!fs::is_superuser()) {
    CHECK(error_of([&] { scratch.dir().set_owner("f", 0U, {}); }) ==
          std::errc::operation_not_permitted);
    return;
  }
  scratch.dir().set_owner("link", 1001U, 1002U);
  CHECK(scratch.dir().stat("link")->uid == 1001);
  CHECK(scratch.dir().stat("link")->gid == 1002);
  CHECK(scratch.dir().stat("f")->uid == 0);
  scratch.dir().set_owner("link", {}, 1003U);
  CHECK(scratch.dir().stat("link")->uid == 1001);
  CHECK(scratch.dir().stat("link")->gid == 1003);
  scratch.dir().set_owner("", {}, 1004U);
  CHECK(scratch.dir().stat_self().gid == 1004);
}

TEST_CASE("attributes are set, listed in order, read and removed") {
  const Scratch scratch;
  if (!has_attributes(scratch.dir())) return;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().make_dir("d", 0755);
  const std::string binary("\0\xff", 2);
  for (const char* name : {"f", "d", ""}) {
    INFO(name);
    scratch.dir().set_xattr(name, "user.b", binary);
    scratch.dir().set_xattr(name, "user.a", "");
    CHECK(scratch.dir().xattrs(name) == std::vector<fs::Xattr>{{"user.a", ""}, {"user.b", binary}});
    CHECK(scratch.dir().xattr(name, "user.b") == binary);
    CHECK_FALSE(scratch.dir().xattr(name, "user.c"));
    scratch.dir().set_xattr(name, "user.b", "new");
    scratch.dir().remove_xattr(name, "user.a");
    scratch.dir().remove_xattr(name, "user.a");
    CHECK(scratch.dir().xattrs(name) == std::vector<fs::Xattr>{{"user.b", "new"}});
  }
  CHECK(error_of([&] { (void)scratch.dir().xattrs("missing"); }) ==
        std::errc::no_such_file_or_directory);
}

TEST_CASE("attributes of a symlink are its own") {
  const Scratch scratch;
  if (!has_attributes(scratch.dir())) return;
  write_file(scratch.dir(), "f", "x");
  scratch.dir().set_xattr("f", "user.of_target", "1");
  scratch.dir().make_symlink("f", "link");
  CHECK(scratch.dir().xattrs("link").empty());
  CHECK(error_of([&] { scratch.dir().set_xattr("link", "user.x", "1"); }));
  if (fs::is_superuser()) {
    scratch.dir().set_xattr("link", "trusted.x", "1");
    CHECK(scratch.dir().xattrs("link") == std::vector<fs::Xattr>{{"trusted.x", "1"}});
  }
  CHECK(scratch.dir().xattrs("f") == std::vector<fs::Xattr>{{"user.of_target", "1"}});
}

TEST_CASE("an access control list is an attribute") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  // user::rw- user:1001:r-- group::r-- mask::r-- other::---, as acl(5) and linux/posix_acl_xattr.h
  // lay it out: version 2, then tag, permissions and id of each entry, little-endian.
  std::string list("\2\0\0\0", 4);
  const auto add = [&](char tag, char permissions, const std::string& id) {
    list += std::string{tag, '\0', permissions, '\0'} + id;
  };
  const std::string none(4, '\xff');
  add(1, 6, none);
  add(2, 4, std::string("\xe9\3\0\0", 4));
  add(4, 4, none);
  add(16, 4, none);
  add(32, 0, none);
  const auto set = [&] { scratch.dir().set_xattr("f", "system.posix_acl_access", list); };
  if (error_of(set) == std::errc::not_supported) {
    WARN("no access control lists here");
    return;
  }
  CHECK(scratch.dir().xattr("f", "system.posix_acl_access") == list);
  CHECK(scratch.dir().stat("f")->permissions == 0640);
  const std::vector<fs::Xattr> all = scratch.dir().xattrs("f");
  CHECK(std::any_of(all.begin(), all.end(),
                    [](const fs::Xattr& one) { return one.name == "system.posix_acl_access"; }));
}

TEST_CASE("a creation time cannot be set here, which is said") {
  const Scratch scratch;
  write_file(scratch.dir(), "f", "x");
  CHECK(error_of([&] { scratch.dir().set_created("f", {}); }) == std::errc::not_supported);
}
