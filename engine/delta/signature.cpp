#include "engine/delta/signature.h"

#include <limits>
#include <string>
#include <utility>

#include "engine/delta/ordered_work.h"
#include "engine/delta/segments.h"
#include "engine/fs/error.h"
#include "engine/hash/rolling.h"

namespace smartsync::delta {
std::uint32_t Signature::count_blocks(std::uint64_t file_size, std::uint32_t block_size) {
  if (block_size == 0 || block_size > max_block_size)
    throw Error("a block size of " + std::to_string(block_size) + " bytes is not between 1 and " +
                std::to_string(max_block_size));
  const std::uint64_t count = file_size / block_size + (file_size % block_size != 0);
  if (count > std::numeric_limits<std::uint32_t>::max())
    throw Error("the file has more blocks than a signature can hold: choose a larger block size");
  return static_cast<std::uint32_t>(count);
}

Signature::Signature(std::uint64_t file_size, std::uint32_t block_size)
    : file_size_(file_size),
      block_size_(block_size),
      weak_(count_blocks(file_size, block_size)),
      strong_(weak_.size()) {}

Signature::Signature(std::uint64_t file_size, std::uint32_t block_size,
                     std::vector<std::uint32_t> weak, std::vector<std::uint64_t> strong)
    : file_size_(file_size),
      block_size_(block_size),
      weak_(std::move(weak)),
      strong_(std::move(strong)) {
  const std::uint32_t count = count_blocks(file_size, block_size);
  if (weak_.size() != count || strong_.size() != count)
    throw Error("a signature's hashes do not fit its file's size");
}

std::uint32_t Signature::block_length(std::uint32_t block) const {
  return block < full_blocks() ? block_size_ : static_cast<std::uint32_t>(file_size_ % block_size_);
}

void Signature::set_block(std::uint32_t block, std::uint32_t weak, std::uint64_t strong) {
  weak_[block] = weak;
  strong_[block] = strong;
}

void sign_blocks(Signature& signature, std::uint64_t offset, std::span<const std::byte> data,
                 bool weak) {
  auto block = static_cast<std::uint32_t>(offset / signature.block_size());
  while (!data.empty()) {
    const auto bytes = data.first(signature.block_length(block));
    signature.set_block(block++, weak ? hash::weak_sum(bytes) : 0, hash::xxh3(bytes));
    data = data.subspan(bytes.size());
  }
}

Signature sign(const ByteSource& source, const SignOptions& options) {
  Signature signature(source.size(), options.block_size);
  const Segments segments(source.size(), options.block_size, options.threads, 0);
  OrderedWork{
      .pieces = segments.count(),
      .threads = options.threads,
      .slots = segments.slots(),
      .work =
          [&](std::size_t segment, std::size_t slot) {
            const auto data = segments.buffer(segment, slot);
            read_exactly(source, segments.begin(segment), data);
            sign_blocks(signature, segments.begin(segment), data, options.weak);
          },
      .deliver =
          [&](std::size_t segment, std::size_t slot) {
            if (options.content) options.content->update(segments.buffer(segment, slot));
          },
  }
      .run();
  return signature;
}

}  // namespace smartsync::delta
