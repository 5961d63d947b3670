#include "engine/delta/direct_match.h"

#include <catch2/catch.hpp>

#include "engine/delta/agreement.h"
#include "engine/delta/memory_source.h"
#include "engine/delta/read_ahead.h"
#include "engine/fs/error.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;
using test::Bytes;

namespace {

// Checks the promises of DirectSink. What it is given it reads only when it must.
class CheckingDirectSink final : public DirectSink {
 public:
  explicit CheckingDirectSink(const Bytes& basis) : basis_(basis) {}

  void copy(std::uint64_t offset, std::span<const std::byte> data) override {
    REQUIRE(offset <= basis_.size());
    REQUIRE(data.size() <= basis_.size() - offset);
    REQUIRE(
        std::equal(data.begin(), data.end(), basis_.begin() + static_cast<std::ptrdiff_t>(offset)));
    operations.emplace_back(offset, data.size());
    add(data);
  }
  void literal(std::span<const std::byte> data) override {
    operations.emplace_back(~std::uint64_t{0}, data.size());
    add(data);
  }
  void settle() override {
    for (const auto& data : unsettled_) result.insert(result.end(), data.begin(), data.end());
    unsettled_.clear();
  }

  Bytes result;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> operations;

 private:
  void add(std::span<const std::byte> data) {
    REQUIRE(!data.empty());
    if (!unsettled_.empty())
      REQUIRE(unsettled_.back().data() + unsettled_.back().size() == data.data());
    unsettled_.push_back(data);
  }

  const Bytes& basis_;
  std::vector<std::span<const std::byte>> unsettled_;
};

struct DirectOutcome {
  MatchStatistics statistics;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> operations;
};

DirectOutcome match_directly(const Bytes& basis, const Bytes& new_file, unsigned threads = 1) {
  CheckingDirectSink sink(basis);
  const MatchStatistics statistics = match_directly(MemorySource(new_file), MemorySource(basis),
                                                    {.threads = threads, .block_size = 1024}, sink);
  REQUIRE(sink.result == new_file);
  CHECK(statistics.copied_bytes + statistics.literal_bytes == new_file.size());
  return {statistics, sink.operations};
}

// Literal bytes that the matcher by signature needs.
std::uint64_t literal_by_signature(const Bytes& basis, const Bytes& new_file) {
  struct Nothing final : OperationSink {
    void copy(std::uint64_t, std::uint64_t) override {}
    void literal(std::span<const std::byte>) override {}
  } nothing;
  const MemorySource basis_source(basis);
  const Matcher matcher(sign(basis_source, {.block_size = 1024}));
  return matcher.match(MemorySource(new_file), {.basis = &basis_source}, nothing).literal_bytes;
}

class Counting final : public ByteSource {
 public:
  explicit Counting(std::span<const std::byte> bytes) : memory_(bytes) {}
  std::uint64_t size() const override { return memory_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    read_bytes += into.size();
    return memory_.read(offset, into);
  }
  std::string name() const override { return "counted"; }
  mutable std::atomic<std::uint64_t> read_bytes = 0;

 private:
  MemorySource memory_;
};

}  // namespace

TEST_CASE("direct: an unchanged file is copied, each byte read once") {
  std::mt19937 random(1);
  const Bytes file = test::random_bytes(random, 5'000'001);
  const Counting basis(file), new_file(file);
  CheckingDirectSink sink(file);
  const auto statistics = match_directly(new_file, basis, {.threads = 2, .block_size = 512}, sink);
  CHECK(statistics.copies == 1);
  CHECK(statistics.literal_bytes == 0);
  CHECK(sink.result == file);
  CHECK(basis.read_bytes == file.size());
  CHECK(new_file.read_bytes == file.size());
}

TEST_CASE("direct: empty files on either side") {
  const Bytes empty, some = test::bytes_of("some content");
  CHECK(match_directly(empty, empty).operations.empty());
  CHECK(match_directly(some, empty).operations.empty());
  CHECK(match_directly(empty, some).statistics.literal_bytes == some.size());
}

TEST_CASE("direct: a change costs its own bytes, wherever it lies") {
  std::mt19937 random(2);
  const Bytes basis = test::random_bytes(random, 4'000'000);
  Bytes new_file = basis;
  for (const std::size_t at : {0u, 700'000u, 1'048'500u, 3'999'700u})
    std::ranges::copy(test::random_bytes(random, 100),
                      new_file.begin() + static_cast<std::ptrdiff_t>(at));
  CHECK(match_directly(basis, new_file).statistics.literal_bytes <= 3 * 100 + 300);

  new_file.insert(new_file.begin() + 2'000'000, 50, std::byte{7});
  new_file.erase(new_file.begin() + 3'000'000, new_file.begin() + 3'000'777);
  CHECK(match_directly(basis, new_file).statistics.literal_bytes <= 4 * 100 + 50 + 300);
}

TEST_CASE("direct: what moved far is found by the signature, and then followed again") {
  std::mt19937 random(3);
  const Bytes basis = test::random_bytes(random, 9'000'000);
  Bytes new_file(basis.begin() + 6'000'000, basis.end());
  new_file.insert(new_file.end(), basis.begin(), basis.begin() + 6'000'000);
  CHECK(match_directly(basis, new_file, 2).statistics.literal_bytes <= 3 * 1024);

  const Bytes inserted = test::random_bytes(random, 2'000'000);
  new_file = basis;
  new_file.insert(new_file.begin() + 1'000'000, inserted.begin(), inserted.end());
  CHECK(match_directly(basis, new_file, 2).statistics.literal_bytes <= inserted.size() + 2 * 1024);
}

TEST_CASE("direct: random edits give the new file, with any number of threads") {
  std::uint64_t literal = 0, by_signature = 0;
  test::for_random_edits([&](std::mt19937&, const Bytes& basis, const Bytes& new_file) {
    const DirectOutcome serial = match_directly(basis, new_file);
    CHECK(match_directly(basis, new_file, 3).operations == serial.operations);
    literal += serial.statistics.literal_bytes;
    by_signature += literal_by_signature(basis, new_file);
  });
  CHECK(literal <= by_signature + by_signature / 20);
}

TEST_CASE("direct: files without order cost no more than a few readings") {
  std::mt19937 random(6);
  Bytes basis(8'000'000), new_file(8'000'000);
  for (std::size_t at = 0; at < basis.size();
       at += 300) {  // rows that agree a little here and there
    const auto row = test::random_bytes(random, 300);
    std::copy_n(row.begin(), std::min<std::size_t>(300, basis.size() - at),
                basis.begin() + static_cast<std::ptrdiff_t>(at));
    const std::size_t to = random() % (new_file.size() - 300);
    std::ranges::copy(row, new_file.begin() + static_cast<std::ptrdiff_t>(to));
  }
  const Counting basis_source(basis), new_source(new_file);
  CheckingDirectSink sink(basis);
  match_directly(new_source, basis_source, {.threads = 1, .block_size = 1024}, sink);
  CHECK(sink.result == new_file);
  CHECK(basis_source.read_bytes < 6 * basis.size());
  CHECK(new_source.read_bytes < 6 * new_file.size());
}

TEST_CASE("direct: a file that became shorter is an error") {
  class Short final : public ByteSource {
   public:
    std::uint64_t size() const override { return 3'000'000; }
    std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
      const auto rest = 2'500'000 - std::min<std::uint64_t>(offset, 2'500'000);
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(rest, into.size()));
      std::ranges::fill(into.first(count), std::byte{0});
      return count;
    }
    std::string name() const override { return "short"; }
  };
  const Bytes other(3'000'000);
  CheckingDirectSink sink(other);
  for (const unsigned threads : {1u, 2u})
    CHECK_THROWS_AS(
        match_directly(Short(), MemorySource(other), {.threads = threads, .block_size = 512}, sink),
        Error);
}
