// The engine's signature of a file: what it takes to recognise the file's blocks elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/delta/byte_source.h"
#include "engine/hash/strong.h"

namespace smartsync::delta {

constexpr std::uint32_t max_block_size = 1u << 20;

// A file cut into blocks of one size (the last may be shorter), each with rsync's weak sum and the
// 64 bits of XXH3: 12 bytes a block. 64 bits do not prove equality: a user of matches either checks
// the whole result by its own hash, or has the matcher compare with the basis itself.
class Signature {
 public:
  // Blocks to be filled in by set_block. `block_size` is 1..max_block_size.
  Signature(std::uint64_t file_size, std::uint32_t block_size);
  // All blocks at once: both vectors have count_blocks() elements.
  Signature(std::uint64_t file_size, std::uint32_t block_size, std::vector<std::uint32_t> weak,
            std::vector<std::uint64_t> strong);
  // Throws smartsync::Error for a block size out of range and for more than 2^32 - 1 blocks.
  static std::uint32_t count_blocks(std::uint64_t file_size, std::uint32_t block_size);

  std::uint64_t file_size() const { return file_size_; }
  std::uint32_t block_size() const { return block_size_; }
  std::uint32_t block_count() const { return static_cast<std::uint32_t>(weak_.size()); }
  // How many blocks have the full size: all, or all but the last.
  std::uint32_t full_blocks() const { return static_cast<std::uint32_t>(file_size_ / block_size_); }
  std::uint64_t block_offset(std::uint32_t block) const {
    return std::uint64_t{block} * block_size_;
  }
  std::uint32_t block_length(std::uint32_t block) const;

  std::uint32_t weak(std::uint32_t block) const { return weak_[block]; }
  std::uint64_t strong(std::uint32_t block) const { return strong_[block]; }
  void set_block(std::uint32_t block, std::uint32_t weak, std::uint64_t strong);

 private:
  std::uint64_t file_size_;
  std::uint32_t block_size_;
  std::vector<std::uint32_t> weak_;
  std::vector<std::uint64_t> strong_;
};

struct SignOptions {
  std::uint32_t block_size = 0;     // 1..max_block_size; see block_size.h
  unsigned threads = 1;             // how many threads may hash at once
  bool weak = true;                 // false: weak sums are 0, and the signature good for no match
  hash::Hasher* content = nullptr;  // is fed the whole file on the way, if given
};

// Throws smartsync::Error if `source` cannot be read, became shorter, or would have more than 2^32
// blocks. Reads in pieces: at most 32 MiB beyond the signature itself.
Signature sign(const ByteSource& source, const SignOptions& options);

// Fills in the blocks that `data` has, which begins at a block of the file and ends at one or with
// the file. Several threads may do so for different blocks.
void sign_blocks(Signature& signature, std::uint64_t offset, std::span<const std::byte> data,
                 bool weak);

}  // namespace smartsync::delta
