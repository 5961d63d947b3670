// Bytes that come one after the other and are read once: a pipe, a decompressed file.
#pragma once

#include <string>
#include <vector>

#include "engine/delta/byte_source.h"

namespace smartsync::delta {

class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Fills `into`; fewer bytes than asked only at the end. Throws smartsync::Error.
  virtual std::size_t read(std::span<std::byte> into) = 0;
  // What an error message calls it; "": nothing.
  virtual std::string name() const { return {}; }
};

// A ByteSource read from its start; refers to it.
class SourceStream final : public ByteStream {
 public:
  explicit SourceStream(const ByteSource& source) : source_(source) {}
  std::size_t read(std::span<std::byte> into) override {
    const std::size_t count = source_.read(offset_, into);
    offset_ += count;
    return count;
  }
  std::string name() const override { return source_.name(); }

 private:
  const ByteSource& source_;
  std::uint64_t offset_ = 0;
};

// A stream whose first bytes can be looked at before they are read; refers to it.
class PeekStream final : public ByteStream {
 public:
  explicit PeekStream(ByteStream& stream) : stream_(stream) {}
  // The next `count` bytes, or all that are left.
  std::span<const std::byte> peek(std::size_t count);
  std::size_t read(std::span<std::byte> into) override;
  std::string name() const override { return stream_.name(); }

 private:
  ByteStream& stream_;
  std::vector<std::byte> ahead_;
};

}  // namespace smartsync::delta
