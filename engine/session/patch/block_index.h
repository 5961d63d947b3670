// What one version of a file contains, known without reading it: a hash of every block and of the
// whole. docs/formats.md has the bytes of its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/delta/byte_source.h"
#include "engine/delta/signature.h"
#include "engine/hash/strong.h"
#include "engine/session/files/identity.h"

namespace smartsync::session {

// Into which blocks a file's content is cut.
struct BlockLayout {
  std::uint32_t block_size = 0;
  // Content may move within the file, as text does when a row is inserted: blocks also need a weak
  // sum, by which they are found at any offset. A database's pages never move: 8 bytes a block
  // instead of 12.
  bool shifts = true;
  bool operator==(const BlockLayout&) const = default;
};

// The layout for content of that size that begins with `header` (100 bytes are enough).
BlockLayout layout_for(std::uint64_t size, std::span<const std::byte> header);
BlockLayout layout_for(const delta::ByteSource& content);

struct BlockIndex {
  std::string path;   // of the file, below the root of its tree, with '/'
  Identity identity;  // the version it is valid for
  bool shifts = true;
  delta::Signature signature;  // its weak sums are 0 if the content does not shift
  hash::Digest content;        // xxh128 of the whole

  BlockLayout layout() const { return {signature.block_size(), shifts}; }
};

// Reads all of `content` on `threads` threads. The identity's size is set; the rest of it is the
// caller's to fill in, once the file is where it is valid. Throws smartsync::Error.
BlockIndex make_index(const delta::ByteSource& content, const BlockLayout& layout, std::string path,
                      unsigned threads);

// The bytes of an index file.
std::vector<std::byte> to_bytes(const BlockIndex& index);
// Throws smartsync::Error unless these are one whole, undamaged index file. Takes no more memory
// than a small multiple of `bytes`, whatever they claim.
BlockIndex index_from_bytes(std::span<const std::byte> bytes);

}  // namespace smartsync::session
