#include "engine/sync/attributes.h"

#include <catch2/catch.hpp>
#include <functional>

#include "engine/fs/process.h"
#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sync;

namespace {

tree::FilterScope no_rules() {
  return {std::make_shared<tree::FilterRules>(), "/"};
}

struct Problems final : Attributes::Problem {
  void report(const Error& error) override { sentences.emplace_back(error.what()); }
  std::vector<std::string> sentences;
};

}  // namespace

TEST_CASE("whose a file becomes") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
    bool set_uid;
    std::uint32_t uid, gid;  // of a file of 1234:2345
  };
  const Row rows[] = {
      {"nobody's", [](Options&) {}, false, 1234, 2345},
      {"-o --super", [](Options& o) { o.owner = true, o.super = true; }, true, 1234, 2345},
      {"-o --no-super", [](Options& o) { o.owner = true, o.super = false; }, false, 1234, 2345},
      {"-o --fake-super", [](Options& o) { o.owner = o.fake_super = true; }, true, 1234, 2345},
      {"--usermap", [](Options& o) { o.owner = true, o.super = true, o.usermap = {"1234:7"}; },
       true, 7, 2345},
      {"a range",
       [](Options& o) { o.owner = true, o.super = true, o.usermap = {"0-99:7,1200-1300:8"}; }, true,
       8, 2345},
      {"all others", [](Options& o) { o.owner = true, o.super = true, o.usermap = {"5:6,*:9"}; },
       true, 9, 2345},
      {"--groupmap", [](Options& o) { o.group = true, o.super = true, o.groupmap = {"*:44"}; },
       false, 1234, 44},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Options options;
    row.change(options);
    const Attributes attributes(options, no_rules());
    tree::Entry entry;
    entry.uid = 1234;
    entry.gid = 2345;
    const Wanted wanted = attributes.wanted_new(entry, 0777);
    CHECK(wanted.set_uid == row.set_uid);
    CHECK(wanted.uid == row.uid);
    CHECK(wanted.gid == row.gid);
    CHECK(wanted.set_gid == (options.group && options.super.value_or(false)));
  }
}

TEST_CASE("which permissions a file gets") {
  struct Row {
    const char* name;
    std::function<void(Options&)> change;
    std::uint16_t mode;
    int existing;  // -1: none
    std::uint16_t wanted;
    bool exactly;
  };
  const std::uint16_t umask = fs::current_umask();
  const auto masked = [&](int mode) { return static_cast<std::uint16_t>(mode & ~umask); };
  const auto none = [](Options&) {};
  const auto perms = [](Options& o) { o.perms = true; };
  const auto executability = [](Options& o) { o.executability = true; };
  const Row rows[] = {
      {"new", none, 0777, -1, masked(0777), false},
      {"new, without the special bits", none, 06755, -1, masked(0755), false},
      {"existing", none, 0777, 0600, 0600, false},
      {"-p new", perms, 06755, -1, 06755, true},
      {"-p existing", perms, 0644, 0600, 0644, true},
      {"-E for who may read", executability, 0700, 0644, 0755, true},
      {"-E taken away", executability, 0644, 0755, 0644, true},
      {"-E is there already", executability, 0711, 0744, 0744, true},
      {"-E new", executability, 0755, -1, masked(0755), false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Options options;
    row.change(options);
    const Attributes attributes(options, no_rules());
    tree::Entry entry;
    entry.permissions = row.mode;
    fs::Stat existing;
    existing.permissions = static_cast<std::uint16_t>(row.existing);
    const Wanted wanted = row.existing < 0
                              ? attributes.wanted_new(entry, 0777 & ~fs::current_umask())
                              : attributes.wanted(entry, existing);
    CHECK(wanted.permissions == row.wanted);
    CHECK(wanted.set_permissions == row.exactly);
  }
}

TEST_CASE("who is not root closes the directories again that are not to be written to") {
  tree::Entry directory;
  directory.type = fs::FileType::directory;
  Options options;
  options.perms = true;
  options.super = false;
  const Attributes attributes(options, no_rules());
  for (const auto& [mode, own] :
       {std::pair(0755, 0755), std::pair(0500, 0500), std::pair(0000, 0000), std::pair(0200, 0700),
        std::pair(0300, 0700), std::pair(02655, 02755)}) {
    CAPTURE(mode);
    directory.permissions = static_cast<std::uint16_t>(mode);
    const Wanted wanted = attributes.wanted(directory, fs::Stat{});
    CHECK(attributes.own_permissions(directory, wanted, fs::Stat{}) == own);
  }
  options.super = true;
  const Attributes as_root(options, no_rules());
  directory.permissions = 0300;
  CHECK(as_root.own_permissions(directory, as_root.wanted(directory, {}), {}) == 0300);
}

TEST_CASE("arguments that make no sense are refused, unknown names only remarked") {
  for (const char* map : {"x", ":", "1:", "5-:7"}) {
    CAPTURE(map);
    Options options;
    options.usermap = {map};
    CHECK_THROWS_AS(Attributes(options, no_rules()), Error);
  }
  Options options;
  options.usermap = {"*:no-such-user-here"};
  CHECK(Attributes(options, no_rules()).warnings().size() == 1);
}

TEST_CASE("what is applied is what was wanted, and a failure is told") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "file", "content");
  Options options;
  options.perms = options.times = true;
  const Attributes attributes(options, no_rules());
  tree::Entry entry;
  entry.size = 7;
  entry.permissions = 0440;
  entry.modified_seconds = 1'000'000;
  entry.modified_nanoseconds = 5000;
  Problems problems;
  fs::Stat now = *scratch.dir().stat("file");
  CHECK(attributes.differences(entry, {}, scratch.dir(), "file", now, attributes.wanted(entry, now),
                               false) != 0);
  CHECK(attributes.apply(entry, {}, {scratch.dir(), "file"}, now, attributes.wanted(entry, now),
                         false, problems));
  now = *scratch.dir().stat("file");
  CHECK(now.modified == entry.modified());
#ifndef _WIN32
  CHECK(now.permissions == 0440);
  CHECK(attributes.differences(entry, {}, scratch.dir(), "file", now, attributes.wanted(entry, now),
                               false) == 0);
#endif
  CHECK(problems.sentences.empty());

  entry.permissions = 0600;
  entry.modified_seconds = 2'000'000;
  CHECK_FALSE(attributes.apply(entry, {}, {scratch.dir(), "gone"}, now,
                               attributes.wanted(entry, now), false, problems));
  REQUIRE(problems.sentences.size() == 2);
  for (const std::string& sentence : problems.sentences)
    CHECK(sentence.find(scratch.dir().path_of("gone")) != std::string::npos);
#ifndef _WIN32
  scratch.dir().set_permissions("file", 0600);
#endif
}

TEST_CASE("a file just written gets its exact time, others are compared by the second") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), "f", "x");
  const fs::Time made{1'700'000'000, 900'000'000};
  Options options;
  options.times = true;
  const Attributes attributes(options, no_rules());
  tree::Entry entry;
  entry.modified_seconds = made.seconds;
  entry.modified_nanoseconds = 100'000'000;  // the same second
  Problems problems;

  scratch.dir().set_times("f", {}, made);
  CHECK(attributes.apply_times(entry, {scratch.dir(), "f"}, *scratch.dir().stat("f"), problems));
  CHECK(scratch.dir().stat("f")->modified == made);

  const fs::File file = scratch.dir().open_write("f");
  CHECK(attributes.apply_times(entry, {scratch.dir(), "f", &file}, file.stat(), problems));
  CHECK(scratch.dir().stat("f")->modified == entry.modified());
  CHECK(problems.sentences.empty());
}
