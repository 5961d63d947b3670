#include "engine/session/patch/journal.h"

#include <catch2/catch.hpp>

#include "engine/delta/little_endian.h"
#include "tests/session/journals.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

struct JournalCase {
  Scratch scratch;
  Bytes wanted;
  JournalHeader header;

  explicit JournalCase(std::size_t size = 3'000'000,
                       std::vector<fs::Range> ranges = {
                           {5, 900}, {4096, 1'052'672}, {2'000'000, 2'999'000}}) {
    std::mt19937 random(1);
    put(scratch.dir(), "a.db", bytes_of("old"));
    wanted = random_bytes(random, size);
    header = header_for(scratch.dir(), "a.db", wanted, std::move(ranges));
  }
  std::string path() const { return journal_path(header.path); }
  Bytes bytes() const { return get(scratch.dir(), path()); }
};

// What Journal::open says to these bytes: "" is a whole journal, "none" one without end mark.
std::string verdict(const Bytes& bytes) {
  const Scratch scratch;
  put(scratch.dir(), "j", bytes);
  const fs::File file = scratch.dir().open_read("j");
  try {
    return Journal::open(file, 2) ? "" : "none";
  } catch (const Error& error) {
    const std::string sentence = error.what();
    return sentence.substr(sentence.rfind('"') + 1);
  }
}

}  // namespace

TEST_CASE("journal: what was written is read again") {
  const JournalCase c;
  write_journal_of(c.scratch.dir(), c.header, c.wanted, true);
  const fs::File file = c.scratch.dir().open_read(c.path());
  const auto journal = Journal::open(file, 4);
  REQUIRE(journal);
  const JournalHeader& header = journal->header();
  CHECK(header.path == "a.db");
  CHECK(header.old == c.header.old);
  CHECK(header.created == c.header.created);
  CHECK(header.new_size == c.wanted.size());
  CHECK(header.modified == new_time);
  CHECK(header.content == c.header.content);
  REQUIRE(header.ranges.size() == 3);
  WorkBuffer buffer, other;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto expected = content_of(c.wanted)(c.header.ranges[i], other);
    CHECK(std::ranges::equal(journal->read(i, buffer), expected));
  }
  CHECK(file.stat().size ==
        16 + 2 + 4 + 28 + 12 + 8 + 12 + 16 + 4 + 3 * 12 + 8 + header.data_size() + 16);
}

TEST_CASE("journal: one that only makes the file shorter has no ranges") {
  const JournalCase c(100, {});
  write_journal_of(c.scratch.dir(), c.header, c.wanted, true);
  CHECK(verdict(c.bytes()).empty());
}

TEST_CASE("journal: without its end mark it is none, however much of it is there") {
  const JournalCase c(20'000, {{0, 9000}, {10'000, 12'000}});
  write_journal_of(c.scratch.dir(), c.header, c.wanted, false);
  CHECK(verdict(c.bytes()) == "none");
  CHECK(verdict({}) == "none");
  CHECK(verdict(Bytes(5000)) == "none");
}

TEST_CASE("journal: every changed or missing byte of a complete one is noticed") {
  const JournalCase c(20'000, {{0, 900}, {10'000, 11'000}});
  write_journal_of(c.scratch.dir(), c.header, c.wanted, true);
  const Bytes whole = c.bytes();
  REQUIRE(verdict(whole).empty());
  for (std::size_t at = 0; at < whole.size(); at += at < 200 ? 1 : 37) {
    CAPTURE(at);
    Bytes damaged = whole;
    damaged[at] ^= std::byte{0x04};
    CHECK_FALSE(verdict(damaged).empty());
    damaged = whole;
    damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(at));
    CHECK_FALSE(verdict(damaged).empty());
  }
}

TEST_CASE("journal: what has the right checksums is not believed for it") {
  const auto verdict_with = [](const auto& change) {
    JournalCase c(20'000, {{0, 900}, {10'000, 11'000}});
    change(c.header);
    Bytes wanted = c.wanted;
    wanted.resize(2'000'000);
    write_journal_of(c.scratch.dir(), c.header, wanted, true);
    return verdict(c.bytes());
  };
  CHECK(verdict_with([](JournalHeader&) {}).empty());
  for (const char* path : {"../a", "/etc/passwd", "a/../../b", "a//b", ".", "a/.", ".smartsync/x",
                           ".SmartSync/index/x", "a/"}) {
    CAPTURE(path);
    CHECK(verdict_with([&](JournalHeader& header) { header.path = path; }) ==
          " names a file that it may not name");
  }
  CHECK(verdict_with([](JournalHeader& header) { header.path = std::string("a\0b", 3); }) ==
        " names a file that it may not name");
  CHECK(verdict_with([](JournalHeader& header) { header.path = "x/.smartsync"; }).empty());
  const std::string wrong_range = " is damaged: a wrong range";
  CHECK(verdict_with([](JournalHeader& header) { header.new_size = 10'999; }) == wrong_range);
  CHECK(verdict_with([](JournalHeader& header) { header.ranges[1].begin = 800; }) == wrong_range);
  CHECK(verdict_with([](JournalHeader& header) { header.ranges[1].end = 10'000; }) == wrong_range);
  CHECK(verdict_with([](JournalHeader& header) {
          header.new_size = 2'000'000;
          header.ranges[1].end = header.ranges[1].begin + largest_request + 1;
        }) == wrong_range);
  CHECK(verdict_with([](JournalHeader& header) { header.modified.nanoseconds = -1; }) ==
        " is damaged: it states an impossible time");
}
