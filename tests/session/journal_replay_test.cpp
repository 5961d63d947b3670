#include "engine/session/journal_replay.h"

#include <catch2/catch.hpp>

#include "tests/session/journals.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

using End = JournalEnd::Outcome;

// A database that is being changed from `old` to `wanted`.
struct Case {
  Scratch scratch;
  Bytes old, wanted;
  JournalHeader header;

  explicit Case(unsigned seed, std::ptrdiff_t more_pages = 0) {
    std::mt19937 random(seed);
    old = database(random, 60);
    wanted = with_changed_pages(random, old, 12);
    wanted.resize(wanted.size() + static_cast<std::size_t>(more_pages * 4096));
    put(dir(), "a.db", old);
    header = header_for(dir(), "a.db", wanted, changed_pages(old, wanted));
  }
  const fs::Dir& dir() const { return scratch.dir(); }
  void journal(bool complete) const { write_journal_of(dir(), header, wanted, complete); }
  // As if the process had ended after the new length and the first `count` ranges.
  void write_some(std::size_t count) const {
    const fs::File file = dir().open_write("a.db");
    if (wanted.size() != old.size()) file.truncate(wanted.size());
    WorkBuffer buffer;
    for (std::size_t i = 0; i < count; ++i)
      file.write(header.ranges[i].begin, content_of(wanted)(header.ranges[i], buffer));
  }
  JournalEnd finish() const {
    const auto ends = finish_journals(dir(), {});
    REQUIRE(ends.size() == 1);
    CHECK_FALSE(ends[0].sentence.empty());
    return ends[0];
  }
  bool has_journal() const { return dir().stat(journal_path("a.db")).has_value(); }
};

void check_finished(const Case& c) {
  const JournalEnd end = c.finish();
  CHECK(end.outcome == End::finished);
  CHECK(end.path == "a.db");
  CHECK(end.content == hash::hash(hash::Kind::xxh128, c.wanted));
  CHECK((get(c.dir(), "a.db") == c.wanted));
  CHECK(c.dir().stat("a.db")->modified == new_time);
  CHECK_FALSE(c.has_journal());
  CHECK(finish_journals(c.dir(), {}).empty());
}

}  // namespace

TEST_CASE("journal replay: nothing to do") {
  const Scratch scratch;
  CHECK(finish_journals(scratch.dir(), {}).empty());
  sync::make_dirs(scratch.dir(), journal_directory);
  CHECK(finish_journals(scratch.dir(), {}).empty());
}

TEST_CASE("journal replay: ended after any number of writes in place") {
  for (const std::ptrdiff_t more_pages : {0, 7, -20}) {
    const std::size_t ranges = Case(1, more_pages).header.ranges.size();
    for (std::size_t count = 0; count <= ranges; ++count) {
      CAPTURE(more_pages, count);
      const Case c(1, more_pages);
      c.journal(true);
      if (count > 0) c.write_some(count);
      check_finished(c);
    }
  }
}

TEST_CASE("journal replay: ended after the new length alone") {
  for (const std::ptrdiff_t more_pages : {7, -20}) {
    const Case c(2, more_pages);
    c.journal(true);
    c.write_some(0);
    check_finished(c);
  }
}

TEST_CASE("journal replay: ended within a write, and then within a replay") {
  const Case c(3);
  c.journal(true);
  c.write_some(3);
  overwrite(c.dir(), "a.db", c.header.ranges[3].begin, Bytes(100, std::byte{0}));
  const auto stops = [&](std::uint64_t) { throw Error("stopped"); };
  {
    const fs::File journal_file = c.dir().open_read(journal_path("a.db"));
    const auto journal = Journal::open(journal_file, 2);
    const fs::File target = c.dir().open_write("a.db");
    CHECK_THROWS_AS(
        write_in_place(
            target, c.header,
            [&](std::size_t index, WorkBuffer& buffer) { return journal->read(index, buffer); }, 2,
            stops),
        Error);
  }
  check_finished(c);
}

TEST_CASE("journal replay: complete, only the journal is still there") {
  const Case c(4);
  c.journal(true);
  c.write_some(c.header.ranges.size());
  c.dir().set_times("a.db", std::nullopt, new_time);
  check_finished(c);
}

TEST_CASE("journal replay: an incomplete journal is discarded, at any length") {
  const Case whole(5);
  whole.journal(false);
  const Bytes bytes = get(whole.dir(), journal_path("a.db"));
  for (std::size_t length = 0; length <= bytes.size(); length += 1 + bytes.size() / 50) {
    CAPTURE(length);
    const Case c(5);
    sync::make_dirs(c.dir(), journal_directory);
    const fs::Dir directory = c.dir().open_dir(journal_directory);
    Bytes part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    put(directory, journal_name("a.db"), part);
    CHECK(c.finish().outcome == End::discarded);
    CHECK((get(c.dir(), "a.db") == c.old));
    CHECK_FALSE(c.has_journal());
  }
}

TEST_CASE("journal replay: a file that somebody replaced is theirs") {
  const Case c(6);
  c.journal(true);
  c.write_some(4);
  std::mt19937 random(9);
  const Bytes theirs = random_bytes(random, c.old.size());
  put(c.dir(), "new", theirs);
  c.dir().rename("new", c.dir(), "a.db");
  const JournalEnd end = c.finish();
  CHECK(end.outcome == End::discarded);
  CHECK(end.path == "a.db");
  CHECK((get(c.dir(), "a.db") == theirs));
  CHECK_FALSE(c.has_journal());
}

TEST_CASE(
    "journal replay: a time of creation tells files with one number apart, where it is kept") {
  Case c(12);
  SECTION("it is another") {
    if (c.header.created == fs::Time{}) return;  // /tmp keeps none
    c.header.created = {1'000'000'000, 0};
    c.journal(true);
    c.write_some(4);
    const Bytes theirs = get(c.dir(), "a.db");
    CHECK(c.finish().outcome == End::discarded);
    CHECK((get(c.dir(), "a.db") == theirs));
  }
  SECTION("it was the time of change, and has moved with it") {
    c.dir().set_times("a.db", std::nullopt, fs::Time{1'500'000'000, 0});
    c.header = header_for(c.dir(), "a.db", c.wanted, c.header.ranges);
    c.header.created = c.header.old.modified;
    c.journal(true);
    c.write_some(4);
    check_finished(c);
  }
}

TEST_CASE("journal replay: a file that somebody changed where it lies, before a byte was written") {
  const Case c(7);
  c.journal(true);
  overwrite(c.dir(), "a.db", 4096 * 59 + 5, bytes_of("somebody else's"));
  const Bytes theirs = get(c.dir(), "a.db");
  CHECK(c.finish().outcome == End::discarded);
  CHECK((get(c.dir(), "a.db") == theirs));
}

TEST_CASE("journal replay: what somebody wrote into a half-written file is kept") {
  const std::ptrdiff_t more_pages = GENERATE(0, 7);
  const Case c(13, more_pages);
  c.journal(true);
  c.write_some(4);
  c.dir().open_write("a.db").write(c.header.ranges[2].begin, bytes_of("somebody else's"));
  const Bytes theirs = get(c.dir(), "a.db");
  const std::int64_t later = fs::now().seconds + 3600;
  SECTION("an hour after the crash") {
    c.dir().set_times("a.db", std::nullopt, fs::Time{later, 0});
    const JournalEnd end = c.finish();
    CHECK(end.outcome == End::finished);
    CHECK((get(c.dir(), "a.db") == c.wanted));
    const fs::Dir trash = c.dir().open_dir(".smartsync/trash");
    const std::string run = trash.list().entries.at(0).name;
    CHECK((get(trash.open_dir(run), "a.db") == theirs));
    CHECK(trash.stat(run + "/a.db")->modified.seconds == later);
    CHECK(end.sentence.find(run) != std::string::npos);
  }
  SECTION("or if there is no place to keep it, the file stays, and its journal") {
    c.dir().set_times("a.db", std::nullopt, fs::Time{later, 0});
    put(c.dir().open_dir(".smartsync"), "trash", bytes_of("in the way"));
    CHECK_THROWS_AS(c.finish(), Error);
    CHECK((get(c.dir(), "a.db") == theirs));
    CHECK(c.dir().stat(journal_path("a.db")));
    c.dir().open_dir(".smartsync").remove_file("trash");
    CHECK(c.finish().outcome == End::finished);
  }
  SECTION("when it may have been ourselves, no copy is made") {
    check_finished(c);
    CHECK_FALSE(c.dir().stat(".smartsync/trash"));
  }
}

TEST_CASE("journal replay: a file of a third length is theirs") {
  const Case c(8);
  c.journal(true);
  c.write_some(2);
  c.dir().open_write("a.db").truncate(5000);
  CHECK(c.finish().outcome == End::discarded);
  CHECK(c.dir().stat("a.db")->size == 5000);
}

TEST_CASE("journal replay: a deleted file, or a directory in its place") {
  const Case c(9);
  c.journal(true);
  c.dir().remove_file("a.db");
  CHECK(c.finish().outcome == End::discarded);
  CHECK_FALSE(c.dir().stat("a.db"));

  put(c.dir(), "a.db", c.old);
  c.journal(true);
  c.dir().remove_file("a.db");
  c.dir().make_dir("a.db", 0755);
  CHECK(c.finish().outcome == End::discarded);
}

TEST_CASE("journal replay: damaged and foreign journals are put aside") {
  const Case c(10);
  c.journal(true);
  const std::string path = journal_path("a.db");
  overwrite(c.dir(), path, 200, bytes_of("damage"));
  const JournalEnd end = c.finish();
  CHECK(end.outcome == End::refused);
  CHECK(end.sentence.find("is damaged") != std::string::npos);
  CHECK((get(c.dir(), "a.db") == c.old));
  CHECK_FALSE(c.has_journal());
  CHECK(c.dir().stat(path + ".bad"));
  CHECK(finish_journals(c.dir(), {}).empty());

  // One file's journal under another's name.
  put(c.dir(), "b.db", c.old);
  c.journal(true);
  const fs::Dir directory = c.dir().open_dir(journal_directory);
  directory.rename(journal_name("a.db"), directory, journal_name("b.db"));
  CHECK(c.finish().outcome == End::refused);
  CHECK((get(c.dir(), "b.db") == c.old));
}

TEST_CASE("journal replay: what is no file is put aside") {
  const Scratch scratch;
  const fs::Dir directory = sync::make_dirs(scratch.dir(), journal_directory);
  directory.make_dir(journal_name("a.db"), 0755);
  const std::vector<JournalEnd> ends = finish_journals(scratch.dir(), {});
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].outcome == End::refused);
  CHECK(directory.stat(journal_name("a.db") + ".bad"));
  CHECK(finish_journals(scratch.dir(), {}).empty());
}

TEST_CASE("journal replay: no symlink is followed") {
  const Scratch elsewhere;
  put(elsewhere.dir(), "a.db", bytes_of("not yours"));
  const Case c(11);
  c.journal(true);
  c.dir().remove_file("a.db");
  try {
    c.dir().make_symlink(elsewhere.dir().path_of("a.db"), "a.db");
  } catch (const Error&) {
    return;  // Windows, for a user who may not make links
  }
  CHECK(c.finish().outcome == End::discarded);
  CHECK(get(elsewhere.dir(), "a.db") == bytes_of("not yours"));

  // The journal itself is a link.
  put(elsewhere.dir(), "journal", bytes_of("not yours"));
  const fs::Dir directory = c.dir().open_dir(journal_directory);
  directory.make_symlink(elsewhere.dir().path_of("journal"), journal_name("b"));
  CHECK(c.finish().outcome == End::refused);
  CHECK(get(elsewhere.dir(), "journal") == bytes_of("not yours"));
}
