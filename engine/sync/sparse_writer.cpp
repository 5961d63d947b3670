#include "engine/sync/sparse_writer.h"

#include <algorithm>
#include <cstring>

namespace smartsync::sync {

namespace {

bool all_zero(std::span<const std::byte> data) {
  return data.empty() || (data[0] == std::byte{0} &&
                          std::memcmp(data.data(), data.data() + 1, data.size() - 1) == 0);
}

}  // namespace

void SparseWriter::write(std::uint64_t offset, std::span<const std::byte> data) {
  while (!data.empty()) {
    const auto block = data.first(std::min(data.size(), hole_size));
    if (!all_zero(block)) {
      skip_to(offset);
      target_.write(offset, block);
      done_ = offset + block.size();
    }
    offset += block.size();
    data = data.subspan(block.size());
  }
}

void SparseWriter::keep(std::uint64_t offset, std::uint64_t length) {
  skip_to(offset);
  done_ = offset + length;
}

void SparseWriter::finish(std::uint64_t size) {
  // No block stays of what is zeros up to the end, not even where the file ends within one.
  if (punch_ && size > done_) target_.truncate(done_);
  target_.truncate(size);
}

void SparseWriter::skip_to(std::uint64_t end) {
  if (punch_ && end > done_) target_.punch_hole(done_, end - done_);
  done_ = end;
}

}  // namespace smartsync::sync
