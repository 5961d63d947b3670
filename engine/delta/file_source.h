// An open file as a ByteSource.
#pragma once

#include "engine/delta/byte_source.h"
#include "engine/fs/file.h"

namespace smartsync::delta {

// Refers to `file`, which must outlive it. The size is the one the caller knows: a file that grows
// meanwhile is read up to there.
class FileSource final : public ByteSource {
 public:
  FileSource(const fs::File& file, std::uint64_t size) : file_(file), size_(size) {}
  std::uint64_t size() const override { return size_; }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    return file_.read(offset, into);
  }
  std::string name() const override { return file_.path(); }

 private:
  const fs::File& file_;
  std::uint64_t size_;
};

}  // namespace smartsync::delta
