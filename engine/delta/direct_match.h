// Finds a new file's content in a basis when both can be read.
#pragma once

#include <cstdint>
#include <span>

#include "engine/delta/byte_source.h"
#include "engine/delta/matcher.h"

namespace smartsync::delta {

// Takes the new file as a sequence of operations, like OperationSink, with the bytes themselves.
class DirectSink {
 public:
  virtual ~DirectSink() = default;

  // The next bytes, never none, equal those from `basis_offset` of the basis.
  virtual void copy(std::uint64_t basis_offset, std::span<const std::byte> data) = 0;
  // The next bytes, never none, were not found there.
  virtual void literal(std::span<const std::byte> data) = 0;
  // All `data` lives until here. What calls before the next settle() brought lies together in
  // memory as it lies together in the file.
  virtual void settle() = 0;
};

struct DirectOptions {
  unsigned threads = 1;
  std::uint32_t block_size = 0;  // 1..max_block_size, for what has to be looked for everywhere
};

// Gives `sink` the operations that make `new_file` from `basis`, byte by byte equal. The two are
// read side by side and compared; where they differ, the place where they agree again is looked for
// close by, and only if there is none in the whole basis, by its signature. The operations are the
// same whatever the number of threads. Throws smartsync::Error if a file cannot be read, and
// whatever `sink` throws. Memory: 12 MiB, and what sign() and Matcher take if they are needed.
MatchStatistics match_directly(const ByteSource& new_file, const ByteSource& basis,
                               const DirectOptions& options, DirectSink& sink);

}  // namespace smartsync::delta
