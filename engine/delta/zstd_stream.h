// A zstd frame around another stream (RFC 8878).
#pragma once

#include <zstd.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/delta/byte_stream.h"

namespace smartsync::delta {

// Whether the stream starts with a zstd frame's magic number.
bool is_zstd(PeekStream& stream);

// The content of the frames in `compressed`, to which it refers. Throws smartsync::Error for
// damaged or truncated frames, and for ones that need more than 128 MiB to decompress.
class ZstdReader final : public ByteStream {
 public:
  // `name` is the file's, for messages.
  explicit ZstdReader(ByteStream& compressed, std::string name = {});
  std::size_t read(std::span<std::byte> into) override;
  std::string name() const override { return name_; }

 private:
  ByteStream& compressed_;
  std::string name_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::vector<std::byte> buffer_;
  ZSTD_inBuffer input_{};
  bool within_frame_ = false;
};

// Compresses into `output`, to which it refers. The frame carries a checksum and is complete after
// finish().
class ZstdWriter final : public ByteSink {
 public:
  explicit ZstdWriter(ByteSink& output);
  void write(std::span<const std::byte> data) override;
  void finish();

 private:
  void compress(std::span<const std::byte> data, ZSTD_EndDirective directive);

  ByteSink& output_;
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
  std::vector<std::byte> buffer_;
};

}  // namespace smartsync::delta
