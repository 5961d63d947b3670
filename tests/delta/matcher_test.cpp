#include "engine/delta/matcher.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/delta/patch.h"
#include "tests/delta/edits.h"
#include "tests/rounds.h"

using namespace smartsync;
using namespace smartsync::delta;
using test::Bytes;

namespace {

// Checks the promises of OperationSink while it patches.
class CheckingSink final : public OperationSink {
 public:
  CheckingSink(const Bytes& basis, bool in_place) : basis_(basis), in_place_(in_place) {}

  void copy(std::uint64_t offset, std::uint64_t length) override {
    REQUIRE(length > 0);
    REQUIRE(offset <= basis_.size());
    REQUIRE(length <= basis_.size() - offset);
    if (in_place_) REQUIRE(offset >= result.size());
    REQUIRE(offset != copy_end_);
    copy_end_ = offset + length;
    const auto from = basis_.begin() + static_cast<std::ptrdiff_t>(offset);
    result.insert(result.end(), from, from + static_cast<std::ptrdiff_t>(length));
    operations.push_back({offset, length});
  }
  void literal(std::span<const std::byte> data) override {
    REQUIRE(!data.empty());
    copy_end_ = ~std::uint64_t{0};
    result.insert(result.end(), data.begin(), data.end());
    operations.push_back({~std::uint64_t{0}, data.size()});
  }

  Bytes result;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> operations;

 private:
  const Bytes& basis_;
  bool in_place_;
  std::uint64_t copy_end_ = ~std::uint64_t{0};
};

struct Outcome {
  MatchStatistics statistics;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> operations;
};

// Matches, and requires that the operations give the new file.
Outcome match_pair(const Bytes& basis, const Bytes& new_file, std::uint32_t block_size,
                   MatchOptions options = {}) {
  const MemorySource basis_source(basis), new_source(new_file);
  const Matcher matcher(sign(basis_source, {.block_size = block_size}));
  CheckingSink sink(basis, options.in_place);
  const MatchStatistics statistics = matcher.match(new_source, options, sink);
  REQUIRE(sink.result == new_file);
  CHECK(statistics.copied_bytes + statistics.literal_bytes == new_file.size());
  return {statistics, sink.operations};
}

}  // namespace

TEST_CASE("an unchanged file is one copy") {
  std::mt19937 random(1);
  for (const std::size_t size : {1u, 1023u, 1024u, 1025u, 3'000'000u}) {
    const Bytes file = test::random_bytes(random, size);
    const Outcome outcome = match_pair(file, file, 1024);
    CHECK(outcome.operations == decltype(outcome.operations){{0, size}});
  }
}

TEST_CASE("empty files on either side") {
  const Bytes empty, some = test::bytes_of("some content");
  CHECK(match_pair(empty, empty, 512).operations.empty());
  CHECK(match_pair(some, empty, 512).operations.empty());
  CHECK(match_pair(empty, some, 512).statistics.literal_bytes == some.size());
}

TEST_CASE("a changed page costs that page alone, an insertion little more than itself") {
  std::mt19937 random(2);
  const Bytes basis = test::random_bytes(random, 5'000'000);
  Bytes changed = basis;
  changed[1'234'567] ^= std::byte{1};
  changed[1'234'567 + 4096] ^= std::byte{1};
  changed[4'000'000] ^= std::byte{1};
  CHECK(match_pair(basis, changed, 4096).statistics.literal_bytes == 3 * 4096);

  Bytes inserted = basis;
  inserted.insert(inserted.begin() + 2'000'000, 100, std::byte{7});
  CHECK(match_pair(basis, inserted, 4096).statistics.literal_bytes <= 100 + 2 * 4096);
}

TEST_CASE("segments join without literal data where a shifted run crosses their border") {
  std::mt19937 random(3);
  const Bytes basis = test::random_bytes(random, 6'000'000);
  Bytes shifted = test::random_bytes(random, 333);
  shifted.insert(shifted.end(), basis.begin(), basis.end());
  const Outcome outcome = match_pair(basis, shifted, 2048, {.threads = 2});
  CHECK(outcome.operations ==
        decltype(outcome.operations){{~std::uint64_t{0}, 333}, {0, 6'000'000}});
}

TEST_CASE("the short last block is found at the end") {
  std::mt19937 random(4);
  const Bytes basis = test::random_bytes(random, 10'000);
  Bytes moved = test::random_bytes(random, 5000);
  moved.insert(moved.end(), basis.end() - 10'000 % 4096, basis.end());
  CHECK(match_pair(basis, moved, 4096).statistics.literal_bytes == 5000);
}

TEST_CASE("random edits: the operations always give the new file, with any number of threads") {
  test::for_random_edits([](std::mt19937& random, const Bytes& basis, const Bytes& new_file) {
    const auto block_size = static_cast<std::uint32_t>(1 + random() % 3000);
    const MemorySource source(basis);
    MatchOptions options;
    options.in_place = random() % 2;
    if (random() % 2) options.basis = &source;
    const Outcome serial = match_pair(basis, new_file, block_size, options);
    options.threads = 3;
    CHECK(match_pair(basis, new_file, block_size, options).operations == serial.operations);
  });
}

TEST_CASE("in place, an overwritten part of the basis is not copied from") {
  std::mt19937 random(6);
  const Bytes basis = test::random_bytes(random, 100'000);
  Bytes grown = test::random_bytes(random, 4096);
  grown.insert(grown.end(), basis.begin(), basis.end());
  CHECK(match_pair(basis, grown, 1024, {.in_place = true}).statistics.copied_bytes == 0);
  const Bytes shrunk(basis.begin() + 4096, basis.end());
  CHECK(match_pair(basis, shrunk, 1024, {.in_place = true}).statistics.literal_bytes == 0);
}

TEST_CASE("a comparison with the basis refuses blocks that only their hashes claim") {
  std::mt19937 random(7);
  const Bytes basis = test::random_bytes(random, 50'000);
  const Bytes other = test::random_bytes(random, 50'000);
  const MemorySource basis_source(basis), other_source(other);
  const Matcher matcher(sign(other_source, {.block_size = 1000}));  // not the basis's signature
  CheckingSink sink(basis, false);
  const auto statistics = matcher.match(other_source, {.basis = &basis_source}, sink);
  CHECK(statistics.literal_bytes == other.size());
  CHECK(sink.result == other);
}

TEST_CASE("a signature with one weak sum for all blocks does not stop the match") {
  std::mt19937 random(8);
  const std::uint64_t share = test::rounds(100);
  Signature signature(640'000 * share, 64);
  for (std::uint32_t block = 0; block < signature.block_count(); ++block)
    signature.set_block(block, 0, block);
  const Bytes zeros(3'000 * share);
  const MemorySource source(zeros);
  CheckingSink sink(zeros, false);
  const auto statistics = Matcher(std::move(signature)).match(source, {}, sink);
  CHECK(statistics.literal_bytes == zeros.size());
  CHECK(statistics.false_weak > 0);
}

TEST_CASE("the whole new file passes through the content hasher") {
  std::mt19937 random(9);
  const Bytes basis = test::random_bytes(random, 3'000'000);
  const Bytes new_file = test::edited(random, basis);
  hash::Hasher content(hash::Kind::xxh128);
  match_pair(basis, new_file, 1000, {.threads = 2, .content = &content});
  CHECK(content.finish() == hash::hash(hash::Kind::xxh128, new_file));
}
