// rsync's rolling ("weak") checksum, as the rsync technical report defines it: for bytes
// x_0..x_{n-1}, read as signed,
//   a = sum of x_i                mod 2^16
//   b = sum of (n - i) * x_i      mod 2^16     (the sum of all prefix sums)
//   value = a | b << 16
// without the constant that librsync adds to each byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace smartsync::hash {

// The weak sum of `data`, by the fastest way this processor has.
std::uint32_t weak_sum(std::span<const std::byte> data);

// The same sum over a window that moves a byte at a time.
class RollingSum {
 public:
  explicit RollingSum(std::span<const std::byte> window)
      : RollingSum(weak_sum(window), window.size()) {}
  RollingSum(std::uint32_t sum, std::size_t length)
      : a_(sum & 0xffff), b_(sum >> 16), length_(static_cast<std::uint32_t>(length)) {}

  // Drops the window's first byte and takes in the one after its last.
  void roll(std::byte out, std::byte in) {
    const std::uint32_t leaving = widen(out);
    a_ += widen(in) - leaving;
    b_ += a_ - length_ * leaving;
  }
  std::uint32_t value() const { return (a_ & 0xffff) | b_ << 16; }

 private:
  static std::uint32_t widen(std::byte byte) {
    return static_cast<std::uint32_t>(static_cast<std::int8_t>(byte));
  }
  // Only the low 16 bits count, so that plain 32-bit wrap-around is harmless.
  std::uint32_t a_, b_, length_;
};

// Every implementation this processor can run, the portable one first: they must agree on all
// input.
struct WeakSumImplementation {
  const char* name;
  std::uint32_t (*sum)(std::span<const std::byte>);
};
std::span<const WeakSumImplementation> weak_sum_implementations();

}  // namespace smartsync::hash
