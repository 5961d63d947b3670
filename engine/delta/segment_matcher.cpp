#include "engine/delta/segment_matcher.h"

#include <algorithm>
#include <cstring>

#include "engine/hash/rolling.h"

namespace smartsync::delta {
namespace {

constexpr std::size_t read_ahead = 256u << 10;

// No honest signature has more blocks with one weak sum but different content; a crafted one must
// not make every window cost its whole length.
constexpr std::size_t most_candidates = 256;

}  // namespace

bool BasisReader::equals(std::uint64_t offset, std::span<const std::byte> wanted) {
  if (offset < begin_ || offset + wanted.size() > end_) {
    // A comparison that goes on where the buffer ends will likely go on further; a lone one will
    // not.
    const std::size_t size = offset == end_ ? std::max(read_ahead, wanted.size()) : wanted.size();
    if (buffer_.size() < size) buffer_ = fs::IoBuffer(size);
    begin_ = offset;
    end_ = offset + basis_.read(offset, buffer_.first(size));
    if (offset + wanted.size() > end_) return false;
  }
  return std::memcmp(buffer_.data() + (offset - begin_), wanted.data(), wanted.size()) == 0;
}

SegmentMatcher::SegmentMatcher(const Signature& signature, const BlockIndex& index,
                               const MatchOptions& options, const SegmentData& segment)
    : signature_(signature),
      index_(index),
      in_place_(options.in_place),
      segment_(segment),
      matched_to_(segment.begin) {
  if (options.basis) basis_.emplace(*options.basis);
}

std::span<const std::byte> SegmentMatcher::window(std::uint64_t at, std::uint32_t length) const {
  return segment_.bytes.subspan(static_cast<std::size_t>(at - segment_.begin), length);
}

// Whether a match of a full block may start here.
bool SegmentMatcher::fits(std::uint64_t at) const {
  return at < segment_.end && signature_.block_size() <= segment_.file_size - at;
}

// Whether the block's place in the basis is overwritten before `at` is written. Such a match cannot
// be copied, but is followed all the same: that is faster than rolling through what it covers.
bool SegmentMatcher::is_overwritten(std::uint64_t at, std::uint32_t block) const {
  return in_place_ && signature_.block_offset(block) < at;
}

bool SegmentMatcher::is_block(std::uint64_t at, std::uint32_t block) {
  const auto bytes = window(at, signature_.block_length(block));
  return basis_ && !is_overwritten(at, block)
             ? basis_->equals(signature_.block_offset(block), bytes)
             : hash::xxh3(bytes) == signature_.strong(block);
}

std::optional<std::uint32_t> SegmentMatcher::look_up(std::uint64_t at, std::uint32_t weak) {
  if (!index_.may_contain(weak)) return {};
  const auto candidates = index_.candidates(weak);
  const auto usable = static_cast<std::size_t>(
      std::partition_point(candidates.begin(), candidates.end(),
                           [&](std::uint32_t block) { return is_overwritten(at, block); }) -
      candidates.begin());
  std::optional<std::uint64_t> strong;
  for (const auto& part : {candidates.subspan(usable), candidates.first(usable)}) {
    for (const std::uint32_t block : part.first(std::min(part.size(), most_candidates))) {
      if (signature_.weak(block) != weak) continue;
      if (!strong) strong = hash::xxh3(window(at, signature_.block_size()));
      if (signature_.strong(block) == *strong && (!basis_ || is_block(at, block))) return block;
    }
  }
  if (strong) ++false_weak_;
  return {};
}

// Moves `at` to the first place where any block matches, or to where none can any more.
std::optional<std::uint32_t> SegmentMatcher::roll_to_match(std::uint64_t& at) {
  if (!fits(at)) return {};
  const std::uint32_t length = signature_.block_size();
  hash::RollingSum sum(window(at, length));
  const std::uint64_t last = std::min(segment_.end - 1, segment_.file_size - length);
  const std::byte* const here = window(at, length).data();
  for (std::uint64_t moved = 0; moved <= last - at; ++moved) {
    if (index_.may_contain(sum.value())) {
      if (const auto block = look_up(at + moved, sum.value())) {
        at += moved;
        return block;
      }
    }
    if (moved < last - at) sum.roll(here[moved], here[moved + length]);
  }
  at = last + 1;
  return {};
}

// Whether no other block has this one's weak sum.
bool SegmentMatcher::is_unique(std::uint32_t block) const {
  const auto candidates = index_.candidates(signature_.weak(block));
  if (candidates.size() > most_candidates) return false;
  return std::ranges::count(candidates, signature_.weak(block),
                            [&](std::uint32_t other) { return signature_.weak(other); }) == 1;
}

// What follows a match is most likely what followed it in the basis: compared directly, nothing
// rolls. Returns where the run ends.
//
// A block that differs is most likely one changed where it lies, such as a database's page: if the
// one after it goes on with the run, nothing needs to roll through the changed one. That block must
// be like no other, or the run might go on by accident, in zeros or repeated rows, where rolling
// would have found the true place earlier.
std::uint64_t SegmentMatcher::follow_run(std::uint64_t at, std::uint32_t block) {
  const std::uint32_t length = signature_.block_size();
  const std::uint32_t blocks = signature_.full_blocks();
  while (fits(at) && block < blocks) {
    if (is_block(at, block)) {
      append(at, block);
    } else if (const auto other = look_up(at, hash::weak_sum(window(at, length)))) {
      append(at, *other);
      block = *other;
    } else if (fits(at + length) && block + 1 < blocks && is_unique(block + 1) &&
               is_block(at + length, block + 1)) {
      at += length;
      append(at, ++block);
    } else {
      break;
    }
    at += length;
    ++block;
  }
  return at;
}

// The basis's short last block is looked for in one place only, the end of the new file.
void SegmentMatcher::match_short_last_block() {
  const std::uint32_t block = signature_.full_blocks();
  if (block == signature_.block_count()) return;
  const std::uint32_t length = signature_.block_length(block);
  if (length > segment_.file_size) return;
  const std::uint64_t at = segment_.file_size - length;
  if (at >= matched_to_ && at < segment_.end && is_block(at, block)) append(at, block);
}

void SegmentMatcher::append(std::uint64_t at, std::uint32_t block) {
  const std::uint64_t basis_offset = signature_.block_offset(block);
  const std::uint32_t length = signature_.block_length(block);
  matched_to_ = at + length;
  if (is_overwritten(at, block)) return;
  Match* last = matches_.empty() ? nullptr : &matches_.back();
  if (last && last->at + last->length == at && last->basis_offset + last->length == basis_offset)
    last->length += length;
  else
    matches_.push_back({at, basis_offset, length});
}

std::vector<Match> SegmentMatcher::find() {
  std::uint64_t at = segment_.begin;
  // The first guess is that the new file lies over the basis as it is.
  if (at % signature_.block_size() == 0) {
    const std::uint64_t same_place = at / signature_.block_size();
    if (same_place < signature_.full_blocks())
      at = follow_run(at, static_cast<std::uint32_t>(same_place));
  }
  while (const auto block = roll_to_match(at)) {
    append(at, *block);
    at = follow_run(at + signature_.block_size(), *block + 1);
  }
  match_short_last_block();
  return std::move(matches_);
}

}  // namespace smartsync::delta
