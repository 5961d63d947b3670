// How large the blocks of a file's signature should be.
#pragma once

#include <cstdint>

namespace smartsync::delta {

struct BlockSizeHints {
  std::uint32_t wanted = 0;        // a user's --block-size; 0: choose
  std::uint32_t page_size = 0;     // of a file that changes by pages; 0: it does not
  bool signature_travels = false;  // it is stored or sent, so its own size counts
};

// A database's blocks are its pages, so that a changed page is what is sent. Other files get
// blocks of a power of two: for a signature that stays in memory about half a million of them, so
// that inserted rows cost little; for one that travels, about four times the square root of the
// size in blocks, as the cost of signature and of literal data then grow alike. Blocks double until
// there are no more than 2^20 (a signature of 22 MiB with its index) or they reach max_block_size.
std::uint32_t choose_block_size(std::uint64_t file_size, const BlockSizeHints& hints);

}  // namespace smartsync::delta
