// Where the engine's delta code reads from and writes to: any bytes that have offsets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace smartsync::delta {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Bytes, fixed for the time of one operation.
  virtual std::uint64_t size() const = 0;
  // Fills `into` from `offset`; fewer bytes than asked only at the end. Called by several threads
  // at once. Throws smartsync::Error.
  virtual std::size_t read(std::uint64_t offset, std::span<std::byte> into) const = 0;
  // What an error message calls it.
  virtual std::string name() const = 0;
};

// Reads all of `into`. Throws smartsync::Error if `source` ends before: it shrank while it was
// read.
void read_exactly(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into);

// Takes a file's bytes from its first to its last.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual void write(std::span<const std::byte> data) = 0;
};

}  // namespace smartsync::delta
