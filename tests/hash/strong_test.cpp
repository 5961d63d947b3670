#include "engine/hash/strong.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string_view>
#include <vector>

#include "engine/hash/xxh3.h"

using namespace smartsync::hash;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string hex(Kind kind, std::string_view text, std::uint64_t seed = 0) {
  return hash(kind, bytes_of(text), seed).hex();
}

constexpr Kind all_kinds[] = {Kind::none, Kind::xxh3, Kind::xxh128, Kind::xxh64,
                              Kind::md5,  Kind::md4,  Kind::sha1};

}  // namespace

TEST_CASE("MD4 agrees with RFC 1320") {
  CHECK(hex(Kind::md4, "") == "31d6cfe0d16ae931b73c59d7e0c089c0");
  CHECK(hex(Kind::md4, "abc") == "a448017aaf21d8525fc10ae87aa6729d");
  CHECK(hex(Kind::md4,
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
        "e33b4ddc9c38f2199c3e7b164fcc0536");
}

TEST_CASE("MD5 agrees with RFC 1321") {
  CHECK(hex(Kind::md5, "") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(hex(Kind::md5, "message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST_CASE("SHA-1 agrees with RFC 3174") {
  CHECK(hex(Kind::sha1, "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex(Kind::sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

TEST_CASE("the xxh kinds agree with xxHash's own test vectors, little-endian") {
  // XXH64("") = ef46db3751d8e999, XXH3_64("") = 2d06800538d394c2,
  // XXH3_128("") = 99aa06d3014798d86001c324468d497f.
  CHECK(hex(Kind::xxh64, "") == "99e9d85137db46ef");
  CHECK(hex(Kind::xxh3, "") == "c294d3380580062d");
  CHECK(hex(Kind::xxh128, "") == "7f498d4624c30160d8984701d306aa99");
}

TEST_CASE("a seed changes the xxh kinds and leaves the message digests alone") {
  for (const Kind kind : {Kind::xxh3, Kind::xxh128, Kind::xxh64})
    CHECK(hex(kind, "data", 1) != hex(kind, "data", 2));
  for (const Kind kind : {Kind::md5, Kind::md4, Kind::sha1})
    CHECK(hex(kind, "data", 1) == hex(kind, "data", 2));
}

TEST_CASE("streaming in pieces equals hashing at once") {
  std::mt19937 random(7);
  std::vector<std::byte> data(100'000);
  for (auto& byte : data) byte = static_cast<std::byte>(random());
  for (const Kind kind : all_kinds) {
    for (const std::size_t size : {0u, 1u, 63u, 64u, 240u, 241u, 1024u, 100'000u}) {
      INFO(static_cast<int>(kind) << " " << size);
      const auto whole = std::span<const std::byte>(data).first(size);
      Hasher hasher(kind, 42);
      for (std::size_t at = 0; at < size;) {
        const std::size_t piece = std::min<std::size_t>(1 + random() % 5000, size - at);
        hasher.update(whole.subspan(at, piece));
        at += piece;
      }
      const Digest digest = hasher.finish();
      CHECK(digest == hash(kind, whole, 42));
      CHECK(digest.size == digest_size(kind));
    }
  }
}

TEST_CASE("XXH3's vector code agrees with its baseline at every length") {
  std::vector<const Xxh3Code*> codes{&xxh3_code()};
#if defined(__x86_64__) && !defined(_WIN32)
  if (__builtin_cpu_supports("avx2")) codes.push_back(&xxh3_avx2);
#endif
  std::mt19937 random(8);
  std::vector<std::byte> data(5000);
  for (auto& byte : data) byte = static_cast<std::byte>(random());
  for (const Xxh3Code* code : codes) {
    for (std::size_t size = 0; size < 4900; size += 1 + size / 64) {
      const auto* start = data.data() + size % 37;
      CHECK(code->hash64(start, size, 5) == xxh3_baseline.hash64(start, size, 5));
      CHECK(code->hash128(start, size, 5).high == xxh3_baseline.hash128(start, size, 5).high);
    }
  }
}
