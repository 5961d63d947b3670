#include "engine/delta/native_format.h"

#include <catch2/catch.hpp>

#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;
using test::Bytes;

namespace {

SignedFile sign_bytes(const Bytes& bytes, std::uint32_t block_size) {
  hash::Hasher content(hash::Kind::xxh128);
  Signature signature = sign(MemorySource(bytes), {.block_size = block_size, .content = &content});
  return {std::move(signature), content.finish()};
}

Bytes signature_file(const Bytes& bytes, std::uint32_t block_size) {
  MemorySink sink;
  write_signature(sign_bytes(bytes, block_size), sink);
  return sink.bytes();
}

SignedFile read_back(const Bytes& file) {
  const MemorySource source(file);
  SourceStream stream(source);
  return read_signature(stream);
}

Bytes delta_file(const Bytes& basis, const Bytes& new_file) {
  const SignedFile signed_basis = read_back(signature_file(basis, 512));
  const MemorySource source(new_file);
  MemorySink sink;
  DeltaWriter writer(basis.size(), signed_basis.content, new_file.size(), sink);
  hash::Hasher content(hash::Kind::xxh128);
  Matcher(signed_basis.signature).match(source, {.content = &content}, writer);
  writer.finish(content.finish());
  return sink.bytes();
}

Bytes applied(const Bytes& basis, const Bytes& delta) {
  const MemorySource basis_source(basis), delta_source(delta);
  SourceStream stream(delta_source);
  MemorySink sink;
  apply_delta(basis_source, stream, sink);
  return sink.bytes();
}

}  // namespace

TEST_CASE("a signature file gives back the signature") {
  std::mt19937 random(1);
  for (const std::size_t size : {0u, 1u, 511u, 512u, 300'000u}) {
    const Bytes bytes = test::random_bytes(random, size);
    const SignedFile original = sign_bytes(bytes, 512);
    const Bytes file = signature_file(bytes, 512);
    CHECK(file.size() == 44 + 12 * original.signature.block_count());
    const SignedFile read = read_back(file);
    CHECK(read.content == original.content);
    REQUIRE(read.signature.block_count() == original.signature.block_count());
    for (std::uint32_t block = 0; block < read.signature.block_count(); ++block) {
      REQUIRE(read.signature.weak(block) == original.signature.weak(block));
      REQUIRE(read.signature.strong(block) == original.signature.strong(block));
    }
  }
}

TEST_CASE("signature, delta and patch files carry a file through random edits") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const Bytes basis = test::some_content(random, random() % 80'000);
    const Bytes new_file = test::edited(random, basis);
    REQUIRE(applied(basis, delta_file(basis, new_file)) == new_file);
  }
}

TEST_CASE("every damaged, truncated or extended file is refused") {
  std::mt19937 random(2);
  const Bytes basis = test::random_bytes(random, 3000);
  Bytes new_file = basis;
  new_file.insert(new_file.begin() + 1000, 50, std::byte{1});
  const Bytes signature = signature_file(basis, 512), delta = delta_file(basis, new_file);
  const auto damaged_everywhere = [](const Bytes& file, const auto& use) {
    for (std::size_t at = 0; at < file.size(); ++at) {
      INFO("byte " << at);
      Bytes damaged = file;
      damaged[at] ^= std::byte{0x81};
      CHECK_THROWS_AS(use(damaged), Error);
      CHECK_THROWS_AS(use(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(at))),
                      Error);
    }
    Bytes extended = file;
    extended.push_back(std::byte{0});
    CHECK_THROWS_AS(use(extended), Error);
  };
  damaged_everywhere(signature, [](const Bytes& file) { read_back(file); });
  damaged_everywhere(delta, [&](const Bytes& file) { applied(basis, file); });
}

TEST_CASE("a delta for another basis is refused, by size or by the result's hash") {
  const Bytes basis = test::bytes_of(std::string(5000, 'a'));
  const Bytes delta = delta_file(basis, test::bytes_of(std::string(6000, 'a')));
  CHECK_THROWS_WITH(applied(test::bytes_of("short"), delta), Catch::Contains("another size"));
  CHECK_THROWS_WITH(applied(test::bytes_of(std::string(5000, 'b')), delta),
                    Catch::Contains("is not the file"));
}
