// The operations that turn a basis into a new file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace smartsync::delta {

// Takes the new file as a sequence of operations, from its first byte to its last, without gaps and
// without overlap. Called by one thread, the one that started the match.
class OperationSink {
 public:
  virtual ~OperationSink() = default;

  // The next `length` bytes (never 0) are those at `basis_offset` of the basis. Two calls that
  // follow each other never describe adjacent ranges: they come as one.
  virtual void copy(std::uint64_t basis_offset, std::uint64_t length) = 0;
  // The next bytes, never none; `data` lives for the time of the call. A long literal comes in
  // several calls.
  virtual void literal(std::span<const std::byte> data) = 0;
};

}  // namespace smartsync::delta
