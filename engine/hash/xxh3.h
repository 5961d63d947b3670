// The parts of XXH3 worth compiling once for each instruction set. Plain types only: see
// xxh3_code.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace smartsync::hash {

struct Xxh128 {
  std::uint64_t low, high;
};

// `state` is an XXH3_state_t, the same for all instruction sets.
struct Xxh3Code {
  std::uint64_t (*hash64)(const void* data, std::size_t size, std::uint64_t seed);
  Xxh128 (*hash128)(const void* data, std::size_t size, std::uint64_t seed);
  void (*update64)(void* state, const void* data, std::size_t size);
  void (*update128)(void* state, const void* data, std::size_t size);
};

extern const Xxh3Code xxh3_baseline;  // SSE2, NEON or portable: what every such processor has
extern const Xxh3Code xxh3_avx2;      // x86-64 other than Windows
extern const Xxh3Code xxh3_avx512;    // likewise

// The best of them for this processor.
const Xxh3Code& xxh3_code();

}  // namespace smartsync::hash
