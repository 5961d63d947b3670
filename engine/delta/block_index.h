// Finds the blocks of a signature by their weak sum.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/delta/signature.h"

namespace smartsync::delta {

// At most 10 bytes a block (22 with the signature): a Bloom filter of 8 to 16 bits a block, small
// enough to stay in the processor's cache, that turns away almost all sums no block has; and the
// blocks sorted by bucket. Blocks shorter than the block size are not in it.
class BlockIndex {
 public:
  explicit BlockIndex(const Signature& signature);

  // False: no block has this weak sum.
  bool may_contain(std::uint32_t weak) const {
    const std::uint64_t scattered = scatter(weak);
    const std::uint64_t bits = filter_bits(scattered);
    return (filter_[scattered >> filter_shift_] & bits) == bits;
  }
  // In ascending order: every block with this weak sum, and maybe others.
  std::span<const std::uint32_t> candidates(std::uint32_t weak) const {
    const std::uint64_t bucket = scatter(weak) >> bucket_shift_;
    return std::span(blocks_).subspan(starts_[bucket], starts_[bucket + 1] - starts_[bucket]);
  }

 private:
  // The weak sums of similar blocks are close to each other; their products' high bits are not.
  static std::uint64_t scatter(std::uint32_t weak) { return weak * 0x9e3779b97f4a7c15u; }
  // A sum's three bits, all in one word of the filter: one access to memory decides.
  static std::uint64_t filter_bits(std::uint64_t scattered) {
    const std::uint64_t one = 1;
    return one << (scattered & 63) | one << (scattered >> 6 & 63) | one << (scattered >> 12 & 63);
  }

  unsigned filter_shift_, bucket_shift_;
  std::vector<std::uint64_t> filter_;
  std::vector<std::uint32_t> starts_;  // of each bucket in blocks_, and the end
  std::vector<std::uint32_t> blocks_;
};

}  // namespace smartsync::delta
