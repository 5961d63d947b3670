#include <algorithm>
#include <memory>

#include "engine/fs/error.h"
#include "engine/fs/file.h"

namespace smartsync::fs {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 20;

// Returns the bytes copied, fewer only at the end of the source.
std::uint64_t copy_buffered(const File& source, std::uint64_t source_offset, const File& target,
                            std::uint64_t target_offset, std::uint64_t length) {
  thread_local const auto storage = std::make_unique<std::byte[]>(kBufferSize);
  const std::span buffer(storage.get(), std::min<std::uint64_t>(length, kBufferSize));
  const std::size_t got = source.read(source_offset, buffer);
  target.write(target_offset, buffer.first(got));
  return got;
}

}  // namespace

CopyResult copy_content(const File& source, const File& target, std::uint64_t size,
                        CopyProgress progress, void* context) {
  CopyResult result;
  while (result.bytes < size) {
    const std::uint64_t copied =
        copy_buffered(source, result.bytes, target, result.bytes, size - result.bytes);
    if (copied == 0) break;
    result.bytes += copied;
    if (progress != nullptr) progress(context, result.bytes);
  }
  return result;
}

void copy_range(const File& source, std::uint64_t source_offset, const File& target,
                std::uint64_t target_offset, std::uint64_t length) {
  while (length > 0) {
    const std::uint64_t copied =
        copy_buffered(source, source_offset, target, target_offset, length);
    if (copied == 0) {
      throw Error("cannot read \"" + source.path() + "\": it ended while it was being copied",
                  source.path());
    }
    source_offset += copied;
    target_offset += copied;
    length -= copied;
  }
}

}  // namespace smartsync::fs
