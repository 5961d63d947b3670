// smartsync's own signature and delta files (docs/formats.md has every byte): the engine's fast
// hashes, and hashes of both whole files, so that a patched file is known to be the right one.
#pragma once

#include <cstdint>

#include "engine/delta/byte_source.h"
#include "engine/delta/byte_stream.h"
#include "engine/delta/operations.h"
#include "engine/delta/signature.h"
#include "engine/hash/strong.h"

namespace smartsync::delta {

bool is_native_signature(PeekStream& stream);
bool is_native_delta(PeekStream& stream);

struct SignedFile {
  Signature signature;
  hash::Digest content;  // xxh128 of the whole file
};

void write_signature(const SignedFile& file, ByteSink& output);
// Throws smartsync::Error unless `input` is one whole, undamaged signature. Memory grows with the
// bytes that are really there, not with what a header claims.
SignedFile read_signature(ByteStream& input);

// Writes operations as a delta file; refers to `output`.
class DeltaWriter final : public OperationSink {
 public:
  // `basis_content` is the basis's xxh128.
  DeltaWriter(std::uint64_t basis_size, const hash::Digest& basis_content, std::uint64_t new_size,
              ByteSink& output);
  void copy(std::uint64_t basis_offset, std::uint64_t length) override;
  void literal(std::span<const std::byte> data) override;
  // To be called once, after the last operation, with the new file's xxh128.
  void finish(const hash::Digest& new_content);

 private:
  void put(std::span<const std::byte> bytes);

  ByteSink& output_;
  hash::Hasher checksum_{hash::Kind::xxh3};
};

// Makes the new file. Throws smartsync::Error if the delta is damaged or the basis is not the one
// it was made for; what was written to `new_file` is worthless then.
void apply_delta(const ByteSource& basis, ByteStream& delta, ByteSink& new_file);

}  // namespace smartsync::delta
