#include "engine/delta/block_size.h"

#include <algorithm>
#include <bit>

#include "engine/delta/signature.h"

namespace smartsync::delta {
namespace {

constexpr std::uint32_t least_block = 2048;  // below, the signature's own work outweighs the gain
constexpr std::uint64_t most_blocks = std::uint64_t{1} << 20;

// Half of `size`'s bits: the square root, to the next power of two.
std::uint64_t rough_square_root(std::uint64_t size) {
  return std::uint64_t{1} << (std::bit_width(size) + 1) / 2;
}

}  // namespace

std::uint32_t choose_block_size(std::uint64_t file_size, const BlockSizeHints& hints) {
  if (hints.wanted != 0) return std::min(hints.wanted, max_block_size);
  std::uint64_t block = hints.page_size;
  if (block == 0) {
    const std::uint64_t target =
        hints.signature_travels ? rough_square_root(file_size) / 4 : file_size >> 19;
    block = std::max<std::uint64_t>(std::bit_ceil(target), least_block);
  }
  while (file_size / block > most_blocks && block < max_block_size) block *= 2;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(block, max_block_size));
}

}  // namespace smartsync::delta
