#include "engine/sync/compare.h"

#include <catch2/catch.hpp>
#include <functional>

using namespace smartsync;
using namespace smartsync::sync;

TEST_CASE("times are equal within the window") {
  struct Row {
    fs::Time a, b;
    int window;
    bool same;
  };
  const Row rows[] = {
      {{5, 0}, {5, 999999999}, 0, true}, {{5, 999999999}, {6, 0}, 0, false},
      {{5, 0}, {6, 0}, 1, true},         {{5, 0}, {7, 0}, 1, false},
      {{-5, 0}, {-4, 0}, 1, true},       {{5, 1}, {5, 1}, -1, true},
      {{5, 1}, {5, 2}, -1, false},       {{0, 0}, {3600, 0}, 3600, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a.seconds, row.b.seconds, row.window);
    CHECK(same_time(row.a, row.b, row.window) == row.same);
    CHECK(same_time(row.b, row.a, row.window) == row.same);
    CHECK_FALSE((is_newer(row.a, row.b, row.window) && is_newer(row.b, row.a, row.window)));
  }
  CHECK(is_newer({7, 0}, {5, 0}, 1));
  CHECK_FALSE(is_newer({6, 0}, {5, 0}, 1));
  CHECK_FALSE(is_newer({5, 0}, {7, 0}, 1));
  CHECK(is_newer({5, 2}, {5, 1}, -1));
}

TEST_CASE("which times are kept") {
  Options options;
  const auto kept = [&](fs::FileType type) { return keeps_modified(options, type); };
  CHECK_FALSE(kept(fs::FileType::regular));
  options.times = true;
  for (const auto type : {fs::FileType::regular, fs::FileType::directory, fs::FileType::symlink})
    CHECK(kept(type));
  options.omit_dir_times = true;
  CHECK_FALSE(kept(fs::FileType::directory));
  options.omit_link_times = true;
  CHECK_FALSE(kept(fs::FileType::symlink));
  CHECK(kept(fs::FileType::regular));
  CHECK(new_time(options, fs::FileType::regular) == 0);
  CHECK(new_time(options, fs::FileType::symlink) == item::modified_time);
  options.atimes = 1;
  CHECK(keeps_accessed(options, fs::FileType::regular));
  CHECK_FALSE(keeps_accessed(options, fs::FileType::directory));
}

TEST_CASE("the quick check") {
  tree::Entry entry;
  entry.size = 10;
  entry.modified_seconds = 1000;
  fs::Stat same;
  same.size = 10;
  same.modified = {1000, 5};
  fs::Stat longer = same, later = same;
  longer.size = 11;
  later.modified.seconds = 1001;
  struct Row {
    std::function<void(Options&)> change;
    bool same, longer, later;
  };
  const Row rows[] = {
      {[](Options&) {}, true, false, false},
      {[](Options& o) { o.size_only = true; }, true, false, true},
      {[](Options& o) { o.ignore_times = true; }, false, false, false},
      {[](Options& o) { o.checksum = true; }, true, false, true},
      {[](Options& o) { o.modify_window = 1; }, true, false, true},
      {[](Options& o) { o.modify_window = -1; }, false, false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(&row - rows);
    Options options;
    row.change(options);
    CHECK(quick_check(options, entry, same) == row.same);
    CHECK(quick_check(options, entry, longer) == row.longer);
    CHECK(quick_check(options, entry, later) == row.later);
  }
}

TEST_CASE("each attribute that differs has its flag") {
  Options options;
  options.times = true;
  tree::Entry entry;
  entry.size = 10;
  entry.modified_seconds = 1000;
  fs::Stat equal;
  equal.size = 10;
  equal.modified = {1000, 0};
  equal.permissions = 0644;
  equal.uid = 1;
  equal.gid = 2;
  const Wanted wanted{.permissions = 0644,
                      .set_permissions = true,
                      .uid = 1,
                      .gid = 2,
                      .set_uid = true,
                      .set_gid = true};
  struct Row {
    std::function<void(fs::Stat&)> change;
    ItemFlags flags;
  };
  const Row rows[] = {
      {[](fs::Stat&) {}, 0},
      {[](fs::Stat& s) { s.size = 1; }, item::size},
      {[](fs::Stat& s) { s.modified.seconds = 1; }, item::modified_time},
      {[](fs::Stat& s) { s.permissions = 0600; }, item::permissions},
      {[](fs::Stat& s) { s.uid = 9; }, item::owner},
      {[](fs::Stat& s) { s.gid = 9; }, item::group},
      {[](fs::Stat& s) { s.size = 1, s.uid = 9; }, item::size | item::owner},
  };
  for (const Row& row : rows) {
    CAPTURE(&row - rows);
    fs::Stat existing = equal;
    row.change(existing);
    CHECK(attribute_differences(options, entry, wanted, existing, false) == row.flags);
    // What is not wanted does not differ; a time that is not kept becomes that of the transfer.
    CHECK((attribute_differences(Options{}, entry, Wanted{}, existing, false) & ~item::size) == 0);
    CHECK((attribute_differences(Options{}, entry, Wanted{}, existing, true) & ~item::size) ==
          item::modified_time);
  }
  tree::Entry link;
  link.type = fs::FileType::symlink;
  link.modified_seconds = 1000;
  fs::Stat other = equal;
  other.permissions = 0777;
  other.size = 3;
  other.type = fs::FileType::symlink;
  CHECK(attribute_differences(options, link, wanted, other, false) == 0);
  other.type = fs::FileType::regular;  // what a link replaces has permissions
  CHECK(attribute_differences(options, link, wanted, other, false) == item::permissions);
}
