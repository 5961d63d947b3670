#include "engine/sync/acl.h"

#include <catch2/catch.hpp>

using smartsync::sync::Acl;
using smartsync::sync::map_fake_acl;
using Tag = Acl::Tag;

namespace {

constexpr std::uint32_t no_id = 0xffffffff;

// u::rw- u:5:rwx g::r-- m::r-x o::---
const Acl example{{{Tag::owner, 6, no_id},
                   {Tag::user, 7, 5},
                   {Tag::owning_group, 4, no_id},
                   {Tag::mask, 5, no_id},
                   {Tag::other, 0, no_id}}};

}  // namespace

TEST_CASE("a list is what the kernel keeps") {
  using namespace std::string_literals;
  const std::string value = example.format();
  CHECK(value.substr(0, 20) == "\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff\x02\0\x07\0\x05\0\0\0"s);
  CHECK(value.size() == 4 + 5 * 8);
  REQUIRE(Acl::parse(value));
  CHECK(Acl::parse(value)->format() == value);
}

TEST_CASE("what is no list is refused") {
  const std::string value = example.format();
  CHECK_FALSE(Acl::parse(""));
  CHECK_FALSE(Acl::parse("\x01" + value.substr(1)));
  CHECK_FALSE(Acl::parse(value.substr(0, value.size() - 1)));
}

TEST_CASE("the group's permissions are the mask's") {
  CHECK(example.permissions() == 0650);
  Acl changed = example;
  changed.set_permissions(0743);
  CHECK(changed.permissions() == 0743);
  CHECK(changed.entries[2].permissions == 4);
  CHECK(changed.entries[3].permissions == 4);
  changed.change_group(0644, 0620);
  CHECK(changed.entries[2].permissions == 2);
  changed.change_group(0644, 0600);
  CHECK(changed.entries[2].permissions == 2);
  const Acl plain{{{Tag::owner, 7, no_id}, {Tag::owning_group, 5, no_id}, {Tag::other, 1, no_id}}};
  CHECK(plain.permissions() == 0751);
}

TEST_CASE("users and groups are mapped and stay in order") {
  Acl acl{{{Tag::owner, 7, no_id}, {Tag::user, 1, 5}, {Tag::user, 2, 6}, {Tag::group, 3, 5}}};
  acl.map_ids([](std::uint32_t id) { return id == 5 ? 100U : id; },
              [](std::uint32_t id) { return id + 1; });
  CHECK(acl.entries[1].id == 6);
  CHECK(acl.entries[2].id == 100);
  CHECK(acl.entries[2].permissions == 1);
  CHECK(acl.entries[3].id == 6);
  CHECK(acl.entries[0].id == no_id);
}

TEST_CASE("a list that stands aside with --fake-super gets other ids") {
  using namespace std::string_literals;
  const std::string head = "\x80\0\0\0\x05\0\0\0\x07\0\0\0\x80\0\0\0"s;
  const auto uid = [](std::uint32_t id) { return id == 5 ? 0x01020304U : id; };
  const auto gid = [](std::uint32_t id) { return id + 1; };
  CHECK(map_fake_acl(head + "\x05\0\0\0\x06\0\0\x80"s + "\x05\0\0\0\x04\0\0\0"s, uid, gid) ==
        head + "\x04\x03\x02\x01\x06\0\0\x80"s + "\x06\0\0\0\x04\0\0\0"s);
  CHECK(map_fake_acl(head, uid, gid) == head);
  CHECK_FALSE(map_fake_acl("", uid, gid));
  CHECK_FALSE(map_fake_acl(head.substr(0, 12), uid, gid));
  CHECK_FALSE(map_fake_acl(head + "\x05\0\0\0"s, uid, gid));
}
