// Numbers as this project's files hold them: unsigned, little-endian, without gaps.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace smartsync::delta {

template <std::unsigned_integral Number>
void append(std::vector<std::byte>& bytes, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i)
    bytes.push_back(static_cast<std::byte>(value >> 8 * i));
}

inline void append(std::vector<std::byte>& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

// The number that begins at `offset`; all of it lies within `bytes`.
template <std::unsigned_integral Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number value = 0;
  for (std::size_t i = sizeof value; i-- > 0;)
    value = static_cast<Number>(value << 8 | std::to_integer<Number>(bytes[offset + i]));
  return value;
}

}  // namespace smartsync::delta
