// How one file is cut into segments that several threads read and work on, in bounded memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/fs/io_buffer.h"

namespace smartsync::delta {

// Segments are whole numbers of blocks: small enough that a segment is still in the processor's
// cache when it is hashed after it was read, large enough for a network filesystem.
class Segments {
 public:
  // `overlap` more bytes can be read after a segment's end.
  Segments(std::uint64_t file_size, std::uint32_t block_size, unsigned threads,
           std::uint32_t overlap)
      : file_size_(file_size),
        length_(std::max<std::uint64_t>(least / block_size, 4) * block_size),
        capacity_(static_cast<std::size_t>(
            std::min<std::uint64_t>(length_ + overlap, std::max<std::uint64_t>(file_size, 1)))) {
    const std::size_t affordable = std::max<std::size_t>(memory / capacity_, 2);
    slots_ = std::min({std::size_t{threads} + 1, affordable, std::max<std::size_t>(count(), 1)});
    for (std::size_t i = 0; i < slots_; ++i) buffers_.emplace_back(capacity_);
  }

  std::size_t count() const {
    return static_cast<std::size_t>((file_size_ + length_ - 1) / length_);
  }
  std::size_t slots() const { return slots_; }
  std::uint64_t begin(std::size_t segment) const { return segment * length_; }
  std::uint64_t end(std::size_t segment) const {
    return std::min(begin(segment) + length_, file_size_);
  }
  // The slot's buffer, as long as the segment and what of the overlap lies within the file.
  std::span<std::byte> buffer(std::size_t segment, std::size_t slot) const {
    const std::uint64_t rest = file_size_ - begin(segment);
    return buffers_[slot].first(static_cast<std::size_t>(std::min<std::uint64_t>(rest, capacity_)));
  }

 private:
  static constexpr std::uint64_t least = 1u << 20;
  static constexpr std::size_t memory = 32u << 20;

  std::uint64_t file_size_;
  std::uint64_t length_;
  std::size_t capacity_;
  std::size_t slots_ = 0;
  std::vector<fs::IoBuffer> buffers_;
};

}  // namespace smartsync::delta
