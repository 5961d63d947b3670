#include "engine/delta/byte_source.h"

#include "engine/fs/error.h"

namespace smartsync::delta {

void read_exactly(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into) {
  if (source.read(offset, into) != into.size())
    throw Error("file \"" + source.name() + "\" became shorter while it was read", source.name());
}

}  // namespace smartsync::delta
