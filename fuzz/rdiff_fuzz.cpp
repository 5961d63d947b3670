// Hostile signature and delta files of rdiff, bare or in a zstd frame, end in a result or an Error.
#include "engine/delta/rdiff.h"

#include "engine/delta/memory_source.h"
#include "engine/delta/zstd_stream.h"
#include "engine/fs/error.h"
#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

// Refuses what a small delta may blow up to.
class LimitedSink final : public ByteSink {
 public:
  void write(std::span<const std::byte> data) override {
    written_ += data.size();
    if (written_ > (8u << 20)) throw Error("enough");
  }

 private:
  std::size_t written_ = 0;
};

void use(bool as_signature, ByteStream& file, std::span<const std::byte> other) {
  const MemorySource source(other);
  LimitedSink sink;
  if (as_signature) {
    SourceStream stream(source);
    rdiff_delta(file, stream, sink);
  } else {
    rdiff_patch(source, file, sink);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool as_signature = input.byte() % 2;
  const auto other = input.take(input.byte() * 4u);
  const MemorySource source(input.rest());
  SourceStream raw(source);
  PeekStream peek(raw);
  try {
    if (is_zstd(peek)) {
      ZstdReader unpacked(peek);
      use(as_signature, unpacked, other);
    } else {
      use(as_signature, peek, other);
    }
  } catch (const Error&) {
    // A refusal is one of the two promised ends.
  }
  return 0;
}
