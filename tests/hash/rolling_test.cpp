#include "engine/hash/rolling.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace smartsync::hash;

namespace {

std::vector<std::byte> random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

// The technical report's formula, term by term.
std::uint32_t sum_by_definition(std::span<const std::byte> data) {
  std::int64_t a = 0, b = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto x = static_cast<std::int8_t>(data[i]);
    a += x;
    b += static_cast<std::int64_t>(data.size() - i) * x;
  }
  return (static_cast<std::uint32_t>(a) & 0xffff) | static_cast<std::uint32_t>(b) << 16;
}

}  // namespace

TEST_CASE("the weak sum follows its definition, by every implementation, at every length") {
  const auto bytes = random_bytes(700, 1);
  for (const auto& implementation : weak_sum_implementations()) {
    INFO(implementation.name);
    for (std::size_t length = 0; length <= 600; ++length) {
      const std::size_t offset = length % 67;
      const auto data = std::span(bytes).subspan(offset, length);
      REQUIRE(implementation.sum(data) == sum_by_definition(data));
    }
  }
}

TEST_CASE("the weak sum is the same at every alignment") {
  const auto bytes = random_bytes(4096 + 64, 2);
  for (const auto& implementation : weak_sum_implementations()) {
    INFO(implementation.name);
    for (std::size_t offset = 0; offset < 64; ++offset) {
      const auto data = std::span(bytes).subspan(offset, 4001);
      REQUIRE(implementation.sum(data) == sum_by_definition(data));
    }
  }
}

TEST_CASE("extreme bytes over long blocks do not overflow into the sum") {
  for (const int value : {0x00, 0x7f, 0x80, 0xff}) {
    const std::vector<std::byte> bytes(1 << 20, static_cast<std::byte>(value));
    for (const auto& implementation : weak_sum_implementations()) {
      INFO(implementation.name << " " << value);
      REQUIRE(implementation.sum(bytes) == sum_by_definition(bytes));
    }
  }
}

TEST_CASE("bytes count as signed") {
  const std::vector<std::byte> byte{std::byte{0x80}};
  CHECK(weak_sum(byte) == 0xff80ff80u);
}

TEST_CASE("rolling gives the sum of the moved window") {
  const auto bytes = random_bytes(5000, 3);
  for (const std::size_t length : {1u, 2u, 31u, 512u, 4097u}) {
    RollingSum rolling(weak_sum(std::span(bytes).first(length)), length);
    for (std::size_t at = 0; at + length < bytes.size(); ++at) {
      REQUIRE(rolling.value() == weak_sum(std::span(bytes).subspan(at, length)));
      rolling.roll(bytes[at], bytes[at + length]);
    }
  }
}
