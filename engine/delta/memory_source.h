// Bytes in memory as a ByteSource and a ByteSink.
#pragma once

#include <algorithm>
#include <vector>

#include "engine/delta/byte_source.h"

namespace smartsync::delta {

// Refers to `bytes`, which must outlive it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto at = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size()));
    const std::size_t count = std::min(into.size(), bytes_.size() - at);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    return count;
  }
  std::string name() const override { return "memory"; }

 private:
  std::span<const std::byte> bytes_;
};

class MemorySink final : public ByteSink {
 public:
  void write(std::span<const std::byte> data) override {
    bytes_.insert(bytes_.end(), data.begin(), data.end());
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace smartsync::delta
