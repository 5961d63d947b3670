// Writes content with holes where it has blocks of zeros: --sparse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/fs/file.h"

namespace smartsync::sync {

// Takes the content from its first byte to its last. What is left out between two calls, and before
// the end, is zeros.
class SparseWriter {
 public:
  static constexpr std::size_t hole_size = 4096;  // shorter runs of zeros are written

  // `punch`: the target has old content that must become a hole.
  SparseWriter(const fs::File& target, bool punch) : target_(target), punch_(punch) {}

  void write(std::uint64_t offset, std::span<const std::byte> data);
  // So much of the target is there already.
  void keep(std::uint64_t offset, std::uint64_t length);
  // The content ends here.
  void finish(std::uint64_t size);

 private:
  void skip_to(std::uint64_t end);

  const fs::File& target_;
  bool punch_;
  std::uint64_t done_ = 0;  // up to here the target is as it should be
};

}  // namespace smartsync::sync
