#include "engine/sync/rebuild.h"

#include <utility>

namespace smartsync::sync {

namespace {

// Shorter ranges are written: asking the filesystem costs a request of its own.
constexpr std::size_t worth_asking = std::size_t{256} << 10;

}  // namespace

Rebuild::Rebuild(const fs::File& basis, const fs::File& target, RebuildWay way,
                 std::function<void(std::uint64_t done)> progress)
    : basis_(basis),
      target_(target),
      way_(way),
      sparse_(target, false),
      progress_(std::move(progress)) {}

void Rebuild::copy(std::uint64_t basis_offset, std::span<const std::byte> data) {
  const bool in_place = way_ == RebuildWay::clone && basis_offset == position_;
  const bool by_range = way_ == RebuildWay::ranges && data.size() >= worth_asking;
  if (!in_place && !by_range) return literal(data);
  write_pending();
  if (by_range) fs::copy_range(basis_, basis_offset, target_, position_, data.size());
  position_ += data.size();
}

void Rebuild::literal(std::span<const std::byte> data) {
  if (pending_.data() + pending_.size() == data.data()) {
    pending_ = {pending_.data(), pending_.size() + data.size()};
  } else {
    write_pending();
    pending_ = data;
  }
  position_ += data.size();
}

void Rebuild::settle() {
  write_pending();
  if (progress_) progress_(position_);
}

void Rebuild::finish() {
  settle();
  if (way_ == RebuildWay::sparse) sparse_.finish(position_);
  if (way_ == RebuildWay::clone) target_.truncate(position_);
}

void Rebuild::write_pending() {
  if (pending_.empty()) return;
  const std::uint64_t at = position_ - pending_.size();
  if (way_ == RebuildWay::sparse)
    sparse_.write(at, pending_);
  else
    target_.write(at, pending_);
  pending_ = {};
}

}  // namespace smartsync::sync
