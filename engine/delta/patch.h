// Carries out operations: the new file from its basis.
#pragma once

#include "engine/delta/byte_source.h"
#include "engine/delta/operations.h"
#include "engine/fs/io_buffer.h"

namespace smartsync::delta {

// Writes the new file to `output` as operations come in. Refers to both, which must outlive it.
// Throws smartsync::Error for a copy from outside the basis.
class Patcher final : public OperationSink {
 public:
  Patcher(const ByteSource& basis, ByteSink& output);

  void copy(std::uint64_t basis_offset, std::uint64_t length) override;
  void literal(std::span<const std::byte> data) override;

 private:
  const ByteSource& basis_;
  ByteSink& output_;
  fs::IoBuffer buffer_;
};

}  // namespace smartsync::delta
