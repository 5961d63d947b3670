// librsync's own program is the oracle: what either makes, the other must be able to use.
#include "engine/delta/rdiff.h"

#include <catch2/catch.hpp>

#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "tests/delta/edits.h"
#include "tests/delta/workshop.h"
#include "tests/rounds.h"

using namespace smartsync;
using namespace smartsync::delta;
using test::Bytes;
using test::Workshop;

namespace {

Bytes signature_of(const Bytes& basis, RdiffSignatureOptions options) {
  const MemorySource source(basis);
  SourceStream stream(source);
  options.file_size = static_cast<std::int64_t>(basis.size());
  MemorySink sink;
  rdiff_signature(stream, options, sink);
  return sink.bytes();
}

Bytes delta_of(const Bytes& signature, const Bytes& new_file) {
  const MemorySource signature_source(signature), new_source(new_file);
  SourceStream signature_stream(signature_source), new_stream(new_source);
  MemorySink sink;
  rdiff_delta(signature_stream, new_stream, sink);
  return sink.bytes();
}

Bytes patched(const Bytes& basis, const Bytes& delta) {
  const MemorySource basis_source(basis), delta_source(delta);
  SourceStream stream(delta_source);
  MemorySink sink;
  rdiff_patch(basis_source, stream, sink);
  return sink.bytes();
}

struct Variant {
  RdiffSignatureOptions options;
  std::string arguments;
};

const Variant variants[] = {
    {{}, ""},
    {{.hash = RdiffHash::md4}, "-H md4"},
    {{.rollsum = RdiffRollsum::rollsum}, "-R rollsum"},
    {{.hash = RdiffHash::md4, .rollsum = RdiffRollsum::rollsum}, "-H md4 -R rollsum"},
    {{.block_size = 512, .sum_size = 12}, "-b 512 -S 12"},
    {{.block_size = 1000, .sum_size = -1}, "-b 1000 -S -1"},
};

}  // namespace

#ifndef _WIN32  // where there is no rdiff to ask
TEST_CASE("files are interchangeable with rdiff in both directions") {
  const Workshop workshop;
  unsigned seed = 0;
  for (const Variant& variant : variants) {
    for (const std::size_t size : {0u, 100u, 70'000u}) {
      INFO(variant.arguments << " size " << size << " seed " << seed);
      std::mt19937 random(seed++);
      const Bytes basis = test::some_content(random, size);
      const Bytes new_file = test::edited(random, basis);
      workshop.put("basis", basis);
      workshop.put("new", new_file);
      REQUIRE(workshop.rdiff(variant.arguments + " signature basis rdiff.sig"));
      const Bytes signature = signature_of(basis, variant.options);
      CHECK(signature == workshop.get("rdiff.sig"));

      workshop.put("our.sig", signature);
      REQUIRE(workshop.rdiff("delta our.sig new rdiff.delta"));
      CHECK(patched(basis, workshop.get("rdiff.delta")) == new_file);

      workshop.put("our.delta", delta_of(workshop.get("rdiff.sig"), new_file));
      REQUIRE(workshop.rdiff("patch basis our.delta result"));
      CHECK(workshop.get("result") == new_file);
    }
  }
}
#endif

TEST_CASE("our matcher sends little more literal data than librsync with the same blocks") {
  std::uint64_t ours = 0, librsyncs = 0;
  for (unsigned seed = 0; seed < test::rounds(100); ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const Bytes basis = test::some_content(random, random() % 200'000);
    const Bytes new_file = test::edited(random, basis);
    const auto block_size = static_cast<std::uint32_t>(256 + random() % 2000);

    const Bytes delta = delta_of(signature_of(basis, {.block_size = block_size}), new_file);
    CHECK(patched(basis, delta) == new_file);

    const MemorySource basis_source(basis), new_source(new_file);
    class CountingSink final : public OperationSink {
      void copy(std::uint64_t, std::uint64_t) override {}
      void literal(std::span<const std::byte>) override {}
    } sink;
    const auto statistics = Matcher(sign(basis_source, {.block_size = block_size}))
                                .match(new_source, {.basis = &basis_source}, sink);
    // A delta file is its literal data and a few bytes a command. A changed block may cost us one
    // block more, where the run goes on behind it.
    CHECK(statistics.literal_bytes <= delta.size() + 8 * block_size);
    ours += statistics.literal_bytes;
    librsyncs += delta.size();
  }
  CHECK(static_cast<double>(ours) <= 1.05 * static_cast<double>(librsyncs));
}

TEST_CASE("options that fit no signature are refused") {
  const Bytes some = test::bytes_of("some");
  CHECK_THROWS_AS(signature_of(some, {.block_size = max_rdiff_block_size + 1}), Error);
  CHECK_THROWS_AS(signature_of(some, {.sum_size = 33}), Error);
  CHECK_THROWS_AS(signature_of(some, {.hash = RdiffHash::md4, .sum_size = 17}), Error);
}

TEST_CASE("hostile signatures and deltas end in an error") {
  std::mt19937 random(3);
  const Bytes basis = test::random_bytes(random, 10'000);
  const Bytes new_file = test::edited(random, basis);
  const Bytes signature = signature_of(basis, {.block_size = 1000});
  Bytes huge_block = signature;
  huge_block[4] = std::byte{0x7f};
  CHECK_THROWS_WITH(delta_of(huge_block, new_file), Catch::Contains("too large"));
  CHECK_THROWS_WITH(delta_of(test::bytes_of("not a signature"), new_file),
                    "cannot use the signature \"memory\": it is no signature");
  CHECK_THROWS_AS(delta_of({}, new_file), Error);
  for (const std::ptrdiff_t cut : {1, 4, 35, 36 * 9 + 1, 36 * 10 + 3}) {
    INFO(cut);
    CHECK_THROWS_WITH(delta_of(Bytes(signature.begin(), signature.end() - cut), new_file),
                      Catch::EndsWith("it is truncated"));
  }

  const Bytes delta = delta_of(signature, basis);
  CHECK_THROWS_WITH(patched(basis, {}), Catch::EndsWith("it is no delta"));
  CHECK_THROWS_AS(patched(basis, Bytes(delta.begin(), delta.end() - 2)), Error);
  CHECK_THROWS_AS(patched(test::bytes_of("short"), delta), Error);
  CHECK_THROWS_AS(patched(basis, signature), Error);
}
