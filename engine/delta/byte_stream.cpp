#include "engine/delta/byte_stream.h"

#include <algorithm>

namespace smartsync::delta {

std::span<const std::byte> PeekStream::peek(std::size_t count) {
  const std::size_t had = ahead_.size();
  if (had < count) {
    ahead_.resize(count);
    ahead_.resize(had + stream_.read(std::span(ahead_).subspan(had)));
  }
  return std::span(ahead_).first(std::min(count, ahead_.size()));
}

std::size_t PeekStream::read(std::span<std::byte> into) {
  const auto first = std::min(ahead_.size(), into.size());
  const auto end = ahead_.begin() + static_cast<std::ptrdiff_t>(first);
  std::copy(ahead_.begin(), end, into.begin());
  ahead_.erase(ahead_.begin(), end);
  return first == into.size() ? first : first + stream_.read(into.subspan(first));
}

}  // namespace smartsync::delta
