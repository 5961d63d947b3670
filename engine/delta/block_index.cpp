#include "engine/delta/block_index.h"

#include <algorithm>
#include <bit>

namespace smartsync::delta {

BlockIndex::BlockIndex(const Signature& signature) : blocks_(signature.full_blocks()) {
  const auto bucket_bits =
      static_cast<unsigned>(std::bit_width(std::max<std::size_t>(blocks_.size(), 4)) - 1);
  const unsigned word_bits = std::max(bucket_bits + 4, 7u) - 6;  // 16 bits a bucket
  bucket_shift_ = 64 - bucket_bits;
  filter_shift_ = 64 - word_bits;
  filter_.resize(std::size_t{1} << word_bits);
  starts_.resize((std::size_t{1} << bucket_bits) + 1);

  // A counting sort: how many in each bucket, where each bucket ends, then every block to its
  // place, from the last to the first, which moves each end down to the bucket's start.
  for (std::uint32_t block = 0; block < blocks_.size(); ++block) {
    const std::uint64_t scattered = scatter(signature.weak(block));
    filter_[scattered >> filter_shift_] |= filter_bits(scattered);
    ++starts_[scattered >> bucket_shift_];
  }
  std::uint32_t end = 0;
  for (auto& start : starts_) start = end += start;
  for (std::uint32_t block = signature.full_blocks(); block-- > 0;)
    blocks_[--starts_[scatter(signature.weak(block)) >> bucket_shift_]] = block;
}

}  // namespace smartsync::delta
