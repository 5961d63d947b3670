// The fuzzer's bytes, taken apart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace smartsync::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const std::byte*>(data), size) {}

  std::size_t left() const { return rest_.size(); }
  std::uint8_t byte() {
    const auto one = take(1);
    return one.empty() ? std::uint8_t{0} : std::to_integer<std::uint8_t>(one[0]);
  }
  std::uint16_t number() { return static_cast<std::uint16_t>(byte() << 8 | byte()); }
  // As many bytes, or what is left.
  std::span<const std::byte> take(std::size_t count) {
    const auto taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::span<const std::byte> rest() { return take(rest_.size()); }

 private:
  std::span<const std::byte> rest_;
};

// A broken promise ends the fuzzer's run with a report.
inline void require(bool promise) {
  if (!promise) __builtin_trap();
}

}  // namespace smartsync::fuzz
