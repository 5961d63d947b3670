// Copying content by the cheapest way that the two filesystems offer.
#include <algorithm>
#include <span>

#include "engine/fs/error.h"
#include "engine/fs/file.h"
#include "engine/fs/io_buffer.h"
#include "engine/fs/kernel_copy.h"

namespace smartsync::fs {
namespace {

// Below this one read and one write cost less than asking for anything better.
constexpr std::uint64_t kSmallFile = std::uint64_t{64} << 10;
constexpr std::uint64_t kKernelChunk = std::uint64_t{16} << 20;  // how often progress is told
constexpr std::size_t kBufferSize = std::size_t{1} << 20;

std::uint64_t copy_chunk(const File& source, std::uint64_t source_offset, const File& target,
                         std::uint64_t target_offset, std::uint64_t length) {
  return kernel_copy(source, source_offset, target, target_offset, std::min(length, kKernelChunk));
}

// Returns the bytes copied, fewer only at the end of the source. `storage` is the caller's for all
// of its pieces. (Not the thread's: mingw-w64 frees a thread's variables before it destroys them.)
std::uint64_t copy_buffered(IoBuffer& storage, const File& source, std::uint64_t source_offset,
                            const File& target, std::uint64_t target_offset, std::uint64_t length) {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, kBufferSize));
  if (storage.size() < wanted) storage = IoBuffer(wanted);
  const auto buffer = storage.first(wanted);
  const std::size_t got = source.read(source_offset, buffer);
  target.write(target_offset, buffer.first(got));
  return got;
}

}  // namespace

CopyResult copy_content(const File& source, const File& target, std::uint64_t size,
                        CopyProgress progress, void* context) {
  CopyResult result;
  const auto tell = [&] {
    if (progress != nullptr) progress(context, result.bytes);
  };
  if (size > kSmallFile && reflink(source, target)) {
    const std::uint64_t cloned = target.stat().size;
    if (cloned > size) target.truncate(size);
    result = {std::min(cloned, size), CopyMethod::reflink};
    tell();
    return result;
  }
  if (size > kSmallFile) {
    while (result.bytes < size) {
      const std::uint64_t copied =
          copy_chunk(source, result.bytes, target, result.bytes, size - result.bytes);
      if (copied == 0) break;
      result.bytes += copied;
      result.method = CopyMethod::copy_range;
      tell();
    }
  }
  IoBuffer storage;
  while (result.bytes < size) {
    const std::uint64_t copied =
        copy_buffered(storage, source, result.bytes, target, result.bytes, size - result.bytes);
    if (copied == 0) break;
    result.bytes += copied;
    tell();
  }
  return result;
}

void copy_range(const File& source, std::uint64_t source_offset, const File& target,
                std::uint64_t target_offset, std::uint64_t length) {
  bool by_kernel = length > kSmallFile;
  IoBuffer storage;
  while (length > 0) {
    std::uint64_t copied = 0;
    if (by_kernel) {
      copied = copy_chunk(source, source_offset, target, target_offset, length);
      by_kernel = copied > 0;
    }
    if (copied == 0) {
      copied = copy_buffered(storage, source, source_offset, target, target_offset, length);
    }
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
