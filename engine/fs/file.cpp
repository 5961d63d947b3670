// What an open file does alike on every platform.
#include "engine/fs/file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace smartsync::fs {

File::File(File&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(path_, other.path_);
  return *this;
}

void File::punch_hole(std::uint64_t offset, std::uint64_t length) const {
  const std::uint64_t size = stat().size;
  if (offset >= size || length == 0) return;
  const std::uint64_t end = std::min(length, size - offset) + offset;
  if (deallocate(offset, end - offset)) return;
  static constexpr std::array<std::byte, std::size_t{64} << 10> kZeros{};
  while (offset < end) {
    const std::size_t part = std::min<std::uint64_t>(end - offset, kZeros.size());
    write(offset, std::span(kZeros).first(part));
    offset += part;
  }
}

}  // namespace smartsync::fs
