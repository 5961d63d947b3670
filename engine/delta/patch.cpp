#include "engine/delta/patch.h"

#include <algorithm>

#include "engine/fs/error.h"

namespace smartsync::delta {

Patcher::Patcher(const ByteSource& basis, ByteSink& output) : basis_(basis), output_(output) {}

void Patcher::copy(std::uint64_t basis_offset, std::uint64_t length) {
  if (basis_offset > basis_.size() || length > basis_.size() - basis_offset)
    throw Error("the delta copies from beyond the end of \"" + basis_.name() +
                    "\": it was made for another file",
                basis_.name());
  if (buffer_.size() == 0) buffer_ = fs::IoBuffer(1u << 20);
  while (length > 0) {
    const auto piece =
        buffer_.first(static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer_.size())));
    read_exactly(basis_, basis_offset, piece);
    output_.write(piece);
    basis_offset += piece.size();
    length -= piece.size();
  }
}

void Patcher::literal(std::span<const std::byte> data) {
  output_.write(data);
}

}  // namespace smartsync::delta
