// How large the blocks of a file's signature should be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace smartsync::delta {

struct BlockSizeHints {
  std::uint32_t wanted = 0;                // a user's --block-size; 0: choose
  std::span<const std::byte> header = {};  // the file's first bytes (100 are enough), or none
  bool signature_travels = false;          // it is stored or sent, so its own size counts
};

// A SQLite database's blocks are its pages, so that a changed page is what is sent. Other files get
// blocks of a power of two: for a signature that stays in memory about half a million of them, so
// that inserted rows cost little; for one that travels, about four times the square root of the
// size in blocks, as the cost of signature and of literal data then grow alike. Blocks double until
// there are no more than 2^20 (a signature of 22 MiB with its index) or they reach max_block_size.
std::uint32_t choose_block_size(std::uint64_t file_size, const BlockSizeHints& hints);

// The page size of a SQLite database, from its header (https://sqlite.org/fileformat.html, 1.3);
// 0: it is none.
std::uint32_t sqlite_page_size(std::span<const std::byte> header);

}  // namespace smartsync::delta
