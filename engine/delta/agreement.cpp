#include "engine/delta/agreement.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/hash/rolling.h"

namespace smartsync::delta {
namespace {

using Bytes = std::span<const std::byte>;

// An agreement of `shortest` bytes holds a whole block of `b`, wherever it starts.
constexpr std::size_t block = Agreements::shortest / 2;

bool agree(Bytes a, std::size_t in_a, Bytes b, std::size_t in_b) {
  constexpr std::size_t length = Agreements::shortest;
  return in_a + length <= a.size() && in_b + length <= b.size() &&
         std::memcmp(a.data() + in_a, b.data() + in_b, length) == 0;
}

// The agreement with what is equal directly before it.
Agreement grown_backwards(Bytes a, std::size_t in_a, Bytes b, std::size_t in_b) {
  while (in_a > 0 && in_b > 0 && a[in_a - 1] == b[in_b - 1]) --in_a, --in_b;
  return {in_a, in_b};
}

}  // namespace

std::optional<Agreement> Agreements::find(Bytes a, Bytes b, bool ends_count) {
  if (a.size() < shortest || b.size() < shortest) return {};
  set_anchors(b);
  if (const auto in_place = find_in_place(a, b, ends_count)) return in_place;
  return find_moved(a, b);
}

std::optional<Agreement> Agreements::find_in_place(Bytes a, Bytes b, bool ends_count) const {
  const std::size_t end = std::min(a.size(), b.size());
  for (std::size_t at = block; at + shortest <= end; at += block) {
    if (!agree(a, at, b, at)) continue;
    const std::size_t agreed = at + common_length(a.subspan(at), b.subspan(at));
    if (holds_unique_block(at, agreed) || (ends_count && agreed == end))
      return grown_backwards(a, at, b, at);
    at = agreed / block * block;
  }
  return {};
}

std::optional<Agreement> Agreements::find_moved(Bytes a, Bytes b) const {
  hash::RollingSum sum(a.first(block));
  for (std::size_t at = 0;; ++at) {
    const Anchor& anchor = anchors_[slot_for(sum.value())];
    if (anchor.position != 0 && !anchor.repeated) {
      const Agreement found = grown_backwards(a, at, b, anchor.position - std::size_t{1});
      if (agree(a, found.in_a, b, found.in_b)) return found;
    }
    if (at + block >= a.size()) return {};
    sum.roll(a[at], a[at + block]);
  }
}

void Agreements::set_anchors(Bytes b) {
  const std::size_t blocks = b.size() / block;
  const std::size_t size = std::bit_ceil(2 * blocks);
  shift_ = 32 - static_cast<unsigned>(std::countr_zero(size));
  anchors_.assign(size, {});
  slots_.resize(blocks);
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::uint32_t weak = hash::weak_sum(b.subspan(i * block, block));
    const std::size_t slot = slot_for(weak);
    slots_[i] = static_cast<std::uint32_t>(slot);
    Anchor& anchor = anchors_[slot];
    anchor.weak = weak;
    if (anchor.position != 0)
      anchor.repeated = 1;
    else
      anchor.position = static_cast<std::uint32_t>(i * block + 1) & 0x7fff'ffffu;
  }
}

// Whether [begin, end) of b holds a whole block whose weak sum no other block has.
bool Agreements::holds_unique_block(std::size_t begin, std::size_t end) const {
  for (std::size_t i = (begin + block - 1) / block; (i + 1) * block <= end; ++i)
    if (!anchors_[slots_[i]].repeated) return true;
  return false;
}

// Where the anchor with this weak sum is, or would be.
std::size_t Agreements::slot_for(std::uint32_t weak) const {
  std::size_t slot = (weak * 0x9e3779b1u) >> shift_;
  while (anchors_[slot].position != 0 && anchors_[slot].weak != weak)
    slot = (slot + 1) % anchors_.size();
  return slot;
}

std::size_t common_length(Bytes a, Bytes b) {
  constexpr std::size_t step = 4096;
  const std::size_t length = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (length - at >= step && std::memcmp(a.data() + at, b.data() + at, step) == 0) at += step;
  const auto end = std::min(at + step, length);
  return static_cast<std::size_t>(std::mismatch(a.begin() + static_cast<std::ptrdiff_t>(at),
                                                a.begin() + static_cast<std::ptrdiff_t>(end),
                                                b.begin() + static_cast<std::ptrdiff_t>(at))
                                      .first -
                                  a.begin());
}

}  // namespace smartsync::delta
