// XXH3 compiled for one instruction set. Included by one file for each set; the file's compiler
// flags choose the vector code inside xxhash.h. Such a file must include nothing else that has
// code: an inline function of a standard header compiled with -mavx2 could become the one that the
// whole program uses.
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "engine/hash/xxh3.h"

namespace smartsync::hash {

#define SMARTSYNC_XXH3_CODE(name)                                                       \
  static std::uint64_t hash64(const void* data, std::size_t size, std::uint64_t seed) { \
    return XXH3_64bits_withSeed(data, size, seed);                                      \
  }                                                                                     \
  static Xxh128 hash128(const void* data, std::size_t size, std::uint64_t seed) {       \
    const XXH128_hash_t value = XXH3_128bits_withSeed(data, size, seed);                \
    return {value.low64, value.high64};                                                 \
  }                                                                                     \
  static void update64(void* state, const void* data, std::size_t size) {               \
    XXH3_64bits_update(static_cast<XXH3_state_t*>(state), data, size);                  \
  }                                                                                     \
  static void update128(void* state, const void* data, std::size_t size) {              \
    XXH3_128bits_update(static_cast<XXH3_state_t*>(state), data, size);                 \
  }                                                                                     \
  const Xxh3Code name = {hash64, hash128, update64, update128}

}  // namespace smartsync::hash
