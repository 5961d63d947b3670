#include "engine/session/patch/patch.h"

#include <catch2/catch.hpp>

#include "engine/delta/file_source.h"
#include "engine/delta/memory_source.h"
#include "engine/session/files/temporary.h"
#include "engine/session/journal_replay.h"
#include "engine/session/patch/difference.h"
#include "tests/rounds.h"
#include "tests/session/journals.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

constexpr const char* case_path = "sub/a.bin";

// A share with the old version, and a staging copy with the new one.
class PatchCase {
 public:
  PatchCase(const Bytes& old, const Bytes& wanted) : old_(old), wanted_(wanted) {
    share_.dir().make_dir("sub", 0755);
    put(share(), path_name, old);
    put(local(), path_name, wanted);
    const delta::MemorySource bytes(old);
    index_ = make_index(bytes, layout_for(bytes), case_path, 1);
    index_->identity = identity(share(), path_name);
    source_ = local().open_read(path_name);
    source_stat_ = source_.stat();
  }
  static constexpr const char* path_name = "a.bin";
  fs::Dir share() const { return share_.dir().open_dir("sub"); }
  const fs::Dir& root() const { return share_.dir(); }
  const fs::Dir& local() const { return local_.dir(); }
  void forget_old() {
    share().remove_file(path_name);
    index_.reset();
  }

  PatchRequest request(PatchWay way) {
    const delta::FileSource bytes(source_, source_stat_.size);
    difference_ = difference(bytes, index_ ? &*index_ : nullptr, case_path, 2);
    return {.root = root(),
            .path = case_path,
            .old = index_ ? std::optional(index_->identity) : std::nullopt,
            .source = source_,
            .source_stat = source_stat_,
            .index = difference_->index,
            .plan = difference_->plan,
            .modified = new_time,
            .permissions = 0640,
            .way = way};
  }
  void check_patched(const Patched& patched) const {
    CHECK((get(share(), path_name) == wanted_));
    CHECK(identity_of(patched.stat) == identity(share(), path_name));
    CHECK(patched.stat.modified == new_time);
    check_tidy();
  }
  void check_untouched() const {
    CHECK((get(share(), path_name) == old_));
    check_tidy();
  }
  void check_tidy() const {
    for (const fs::Listed& entry : share().list().entries) CHECK(entry.name == path_name);
    CHECK(count_names(root(), journal_directory) == 0);
  }

 private:
  Bytes old_, wanted_;
  Scratch share_, local_;
  std::optional<BlockIndex> index_;
  fs::File source_;
  fs::Stat source_stat_;
  std::optional<Difference> difference_;
};

// false: this filesystem has no such way.
bool is_possible(PatchCase& c, PatchWay way) {
  try {
    c.check_patched(patch(c.request(way)));
    return true;
  } catch (const ChangedMeanwhile&) {
    throw;
  } catch (const Error& error) {
    CHECK(std::string(error.what()).starts_with("cannot change "));
    c.check_untouched();
    return false;
  }
}

Bytes some_pages(unsigned seed) {
  std::mt19937 random(seed);
  return database(random, 200);
}

Bytes changed_pages_of(unsigned seed) {
  std::mt19937 random(seed + 1000);
  return with_changed_pages(random, some_pages(seed), 10);
}

}  // namespace

TEST_CASE("patch: every way makes the same file of random edits") {
  for (unsigned seed = 0; seed < test::rounds(12); ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = some_content(random, random() % 3'000'000);
    const Bytes wanted = edited(random, old);
    for (const PatchWay way : {PatchWay::automatic, PatchWay::copy, PatchWay::rewrite}) {
      PatchCase c(old, wanted);
      c.check_patched(patch(c.request(way)));
    }
    PatchCase cloned(old, wanted), in_place(old, wanted);
    is_possible(cloned, PatchWay::reflink);
    const bool moves = !in_place.request(PatchWay::journal).plan.in_place();
    CHECK(is_possible(in_place, PatchWay::journal) == !moves);
  }
}

TEST_CASE("patch: every way makes the same database") {
  for (unsigned seed = 0; seed < 8; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const Bytes old = some_pages(seed);
    Bytes wanted = with_changed_pages(random, old, random() % 30);
    if (seed % 4 == 1) wanted.resize(wanted.size() - 30 * 4096);
    if (seed % 4 == 2) wanted.resize(wanted.size() + 300 * 4096);
    for (const PatchWay way :
         {PatchWay::automatic, PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
      PatchCase c(old, wanted);
      const Patched patched = patch(c.request(way));
      c.check_patched(patched);
      if (way != PatchWay::automatic) CHECK(patched.way == way);
      if (way == PatchWay::rewrite) CHECK(patched.sent == wanted.size());
    }
  }
}

TEST_CASE("patch: what is sent is what has changed") {
  PatchCase c(some_pages(1), changed_pages_of(1));
  const PatchRequest request = c.request(PatchWay::journal);
  const std::uint64_t brought = request.plan.brought;
  CHECK(brought <= 20 * 4096);
  const Patched patched = patch(request);
  CHECK(patched.sent > 2 * brought);
  CHECK(patched.sent < 2 * brought + 600);
}

TEST_CASE("patch: a new file, and one that may not be there") {
  PatchCase c(bytes_of("old"), some_pages(2));
  c.forget_old();
  c.check_patched(patch(c.request(PatchWay::automatic)));
  CHECK_THROWS_AS(patch(c.request(PatchWay::automatic)), ChangedMeanwhile);
  CHECK_THROWS_WITH(patch(c.request(PatchWay::journal)), Catch::EndsWith("it does not exist yet"));
}

TEST_CASE("patch: progress adds up to the new size") {
  for (const PatchWay way :
       {PatchWay::automatic, PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
    PatchCase c(some_pages(3), changed_pages_of(3));
    PatchRequest request = c.request(way);
    std::uint64_t told = 0;
    request.progress = [&](std::uint64_t bytes) { told += bytes; };
    patch(request);
    CHECK(told == request.plan.new_size);
  }
}

TEST_CASE("patch: a file that somebody changed is left alone, in every way") {
  for (const PatchWay way :
       {PatchWay::automatic, PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
    PatchCase c(some_pages(4), changed_pages_of(4));
    const PatchRequest request = c.request(way);
    put(c.share(), PatchCase::path_name, bytes_of("theirs"));
    CHECK_THROWS_AS(patch(request), ChangedMeanwhile);
    CHECK(get(c.share(), PatchCase::path_name) == bytes_of("theirs"));
    c.check_tidy();
  }
}

TEST_CASE("patch: somebody is faster while the new version is written") {
  for (const PatchWay way : {PatchWay::copy, PatchWay::rewrite}) {
    PatchCase c(some_pages(5), changed_pages_of(5));
    PatchRequest request = c.request(way);
    bool is_first = true;
    request.progress = [&](std::uint64_t) {
      if (is_first) overwrite(c.share(), PatchCase::path_name, 0, bytes_of("theirs"));
      is_first = false;
    };
    CHECK_THROWS_AS(patch(request), ChangedMeanwhile);
    CHECK(get(c.share(), PatchCase::path_name)[0] == std::byte{'t'});
    c.check_tidy();
  }
}

TEST_CASE("patch: a source that changes meanwhile replaces nothing") {
  for (const PatchWay way : {PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
    PatchCase c(some_pages(6), changed_pages_of(6));
    const PatchRequest request = c.request(way);
    overwrite(c.local(), PatchCase::path_name, 5 * 4096, bytes_of("changed"));
    CHECK_THROWS_AS(patch(request), ChangedMeanwhile);
    c.check_untouched();
  }
}

// Not even if its time says nothing about it.
TEST_CASE("patch: what is written is what the index was made of") {
  for (const PatchWay way : {PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
    PatchCase c(some_pages(7), changed_pages_of(7));
    const PatchRequest request = c.request(way);
    const Piece brought = *std::ranges::find_if(
        request.plan.pieces, [](const Piece& piece) { return !piece.is_copy(); });
    overwrite(c.local(), PatchCase::path_name, brought.at, bytes_of("changed"));
    c.local().set_times(PatchCase::path_name, std::nullopt, request.source_stat.modified);
    CHECK_THROWS_AS(patch(request), ChangedMeanwhile);
    c.check_untouched();
  }
}

TEST_CASE(
    "patch: an end before the last write leaves the old file, or a journal that finishes it") {
  for (const PatchWay way : {PatchWay::copy, PatchWay::journal, PatchWay::rewrite}) {
    for (std::uint64_t calls = 0; calls < 3; ++calls) {
      std::mt19937 random(8);
      const Bytes old = database(random, 900), wanted = with_changed_pages(random, old, 10);
      PatchCase c(old, wanted);
      PatchRequest request = c.request(way);
      std::uint64_t left = calls;
      request.progress = [&](std::uint64_t) {
        if (left-- == 0) throw Error("the power failed");
      };
      CHECK_THROWS_WITH(patch(request), "the power failed");
      const auto ends = finish_journals(c.root(), {});
      CHECK(ends.size() == (way == PatchWay::journal ? 1 : 0));
      if (ends.empty()) {
        c.check_untouched();
        continue;
      }
      CHECK(ends[0].outcome == JournalEnd::Outcome::finished);
      CHECK(ends[0].content == request.index.content);
      CHECK((get(c.share(), PatchCase::path_name) == wanted));
      c.check_tidy();
    }
  }
}

TEST_CASE("patch: a source that changes after the journal is complete: the journal goes on") {
  PatchCase c(some_pages(9), changed_pages_of(9));
  PatchRequest request = c.request(PatchWay::journal);
  bool is_first = true;
  request.progress = [&](std::uint64_t) {
    if (!is_first) return;
    is_first = false;
    overwrite(c.local(), PatchCase::path_name, 0, Bytes(200 * 4096));
  };
  c.check_patched(patch(request));
}

TEST_CASE("patch: a journal that is there already is not overwritten") {
  PatchCase c(some_pages(10), changed_pages_of(10));
  const PatchRequest request = c.request(PatchWay::journal);
  const fs::Dir directory = sync::make_dirs(c.root(), journal_directory);
  put(directory, journal_name(case_path), bytes_of("somebody's"));
  CHECK_THROWS_AS(patch(request), ChangedMeanwhile);
  CHECK(get(directory, journal_name(case_path)) == bytes_of("somebody's"));
}
