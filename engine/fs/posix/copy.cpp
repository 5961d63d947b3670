// Copying content by the cheapest way that the two filesystems offer.
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/file.h"
#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

// Below this one read and one write cost less than asking for anything better.
constexpr std::uint64_t kSmallFile = std::uint64_t{64} << 10;
constexpr std::uint64_t kKernelChunk = std::uint64_t{16} << 20;  // how often progress is told
constexpr std::size_t kBufferSize = std::size_t{1} << 20;

int fd_of(const File& file) {
  return static_cast<int>(file.handle());
}

std::span<std::byte> copy_buffer() {
  struct alignas(4096) Page {
    std::byte bytes[4096];
  };
  thread_local const auto pages = std::make_unique<Page[]>(kBufferSize / sizeof(Page));
  return {pages[0].bytes, kBufferSize};
}

// Pairs of filesystems that have refused to share blocks: on a network each refusal costs a
// round trip, so each pair is asked once.
class ReflinkRefusals {
 public:
  using Pair = std::pair<std::uint64_t, std::uint64_t>;
  bool contains(const Pair& devices) {
    const std::lock_guard lock(mutex_);
    return refused_.contains(devices);
  }
  void add(const Pair& devices) {
    const std::lock_guard lock(mutex_);
    refused_.insert(devices);
  }

 private:
  std::mutex mutex_;
  std::set<Pair> refused_;
};

bool reflink(const File& source, const File& target) {
  static ReflinkRefusals refusals;
  const ReflinkRefusals::Pair devices{source.stat().device, target.stat().device};
  if (refusals.contains(devices)) return false;
  if (ioctl(fd_of(target), FICLONE, fd_of(source)) == 0) return true;
  if (errno == EOPNOTSUPP || errno == ENOTTY || errno == EXDEV || errno == ENOSYS) {
    refusals.add(devices);
  }
  return false;
}

// Returns the bytes copied, 0 if the kernel cannot (or may not) copy between the two or the source
// has ended: the caller then reads, which tells which it was.
std::uint64_t copy_chunk(const File& source, std::uint64_t source_offset, const File& target,
                         std::uint64_t target_offset, std::uint64_t length) {
  auto from = static_cast<loff_t>(source_offset);
  auto to = static_cast<loff_t>(target_offset);
  while (true) {
    const ssize_t copied = copy_file_range(fd_of(source), &from, fd_of(target), &to,
                                           std::min(length, kKernelChunk), 0);
    if (copied >= 0) return static_cast<std::uint64_t>(copied);
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) fail("cannot write", target.path());
    if (errno != EINTR) return 0;
  }
}

// Returns the bytes copied, fewer only at the end of the source.
std::uint64_t copy_buffered(const File& source, std::uint64_t source_offset, const File& target,
                            std::uint64_t target_offset, std::uint64_t length) {
  const std::span<std::byte> buffer =
      copy_buffer().first(std::min<std::uint64_t>(length, kBufferSize));
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
  while (result.bytes < size) {
    const std::uint64_t copied =
        copy_buffered(source, result.bytes, target, result.bytes, size - result.bytes);
    if (copied == 0) break;
    result.bytes += copied;
    tell();
  }
  return result;
}

void copy_range(const File& source, std::uint64_t source_offset, const File& target,
                std::uint64_t target_offset, std::uint64_t length) {
  bool by_kernel = length > kSmallFile;
  while (length > 0) {
    std::uint64_t copied = 0;
    if (by_kernel) {
      copied = copy_chunk(source, source_offset, target, target_offset, length);
      by_kernel = copied > 0;
    }
    if (copied == 0) {
      copied = copy_buffered(source, source_offset, target, target_offset, length);
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
