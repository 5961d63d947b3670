#include "engine/delta/zstd_stream.h"

#include <catch2/catch.hpp>

#include "engine/delta/memory_source.h"
#include "engine/fs/error.h"
#include "tests/delta/edits.h"

using namespace smartsync;
using namespace smartsync::delta;
using test::Bytes;

namespace {

Bytes compressed(const Bytes& bytes) {
  MemorySink sink;
  ZstdWriter writer(sink);
  const auto half = static_cast<std::ptrdiff_t>(bytes.size() / 2);
  writer.write(Bytes(bytes.begin(), bytes.begin() + half));
  writer.write(Bytes(bytes.begin() + half, bytes.end()));
  writer.finish();
  return sink.bytes();
}

Bytes decompressed(const Bytes& bytes) {
  const MemorySource source(bytes);
  SourceStream stream(source);
  ZstdReader reader(stream);
  Bytes all, piece(777);
  for (std::size_t count = piece.size(); count == piece.size();) {
    count = reader.read(piece);
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return all;
}

}  // namespace

TEST_CASE("what goes into a zstd frame comes out of it") {
  std::mt19937 random(1);
  for (const std::size_t size : {0u, 1u, 1000u, 777u * 4, 2'000'000u}) {
    const Bytes bytes = test::some_content(random, size);
    const Bytes frame = compressed(bytes);
    CHECK(decompressed(frame) == bytes);
    const MemorySource source(frame), plain(bytes);
    SourceStream frame_stream(source), plain_stream(plain);
    PeekStream frame_peek(frame_stream), plain_peek(plain_stream);
    CHECK(is_zstd(frame_peek));
    CHECK_FALSE(is_zstd(plain_peek));
  }
}

TEST_CASE("damaged and truncated frames are refused") {
  std::mt19937 random(2);
  Bytes frame = compressed(test::random_bytes(random, 5000));
  for (const std::size_t left : {1u, 5u, 100u, 5000u}) {
    INFO(left);
    CHECK_THROWS_AS(
        decompressed(Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(left))),
        Error);
  }
  frame[2000] ^= std::byte{1};
  CHECK_THROWS_AS(decompressed(frame), Error);
  const Bytes start(frame.begin(), frame.begin() + 100);
  const MemorySource source(start);
  SourceStream stream(source);
  ZstdReader reader(stream, "a.zst");
  Bytes all(5000);
  CHECK_THROWS_WITH(reader.read(all), "the zstd frame in \"a.zst\" ends too early");
}

TEST_CASE("peeking takes nothing away") {
  const Bytes bytes = test::bytes_of("0123456789");
  const MemorySource source(bytes);
  SourceStream stream(source);
  PeekStream peek(stream);
  CHECK(peek.peek(3).size() == 3);
  CHECK(peek.peek(2).size() == 2);
  Bytes read(4);
  REQUIRE(peek.read(read) == 4);
  CHECK(read == test::bytes_of("0123"));
  CHECK(peek.peek(100).size() == 6);
  read.resize(20);
  CHECK(peek.read(read) == 6);
}
