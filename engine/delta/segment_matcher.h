// The search for matches in one segment of the new file.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/delta/matcher.h"
#include "engine/fs/io_buffer.h"

namespace smartsync::delta {

// [at, at + length) of the new file equals [basis_offset, + length) of the basis: whole blocks.
struct Match {
  std::uint64_t at;
  std::uint64_t basis_offset;
  std::uint64_t length;
};

// A segment in memory: the bytes of the new file from `begin`, in which matches may start before
// `end`; the data goes on as far as such a match may reach, or to the end of the file.
struct SegmentData {
  std::span<const std::byte> bytes;
  std::uint64_t begin, end, file_size;

  std::span<const std::byte> own_bytes() const {
    return bytes.first(static_cast<std::size_t>(end - begin));
  }
};

// Compares windows of the new file with the basis, through a buffer that reads ahead while the
// comparisons go straight on.
class BasisReader {
 public:
  explicit BasisReader(const ByteSource& basis) : basis_(basis) {}
  bool equals(std::uint64_t offset, std::span<const std::byte> window);

 private:
  const ByteSource& basis_;
  fs::IoBuffer buffer_;
  std::uint64_t begin_ = 0, end_ = 0;  // what the buffer holds
};

class SegmentMatcher {
 public:
  SegmentMatcher(const Signature& signature, const BlockIndex& index, const MatchOptions& options,
                 const SegmentData& segment);

  // The segment's matches in ascending order, without overlap.
  std::vector<Match> find();
  std::uint64_t false_weak() const { return false_weak_; }

 private:
  std::span<const std::byte> window(std::uint64_t at, std::uint32_t length) const;
  bool fits(std::uint64_t at) const;
  bool is_overwritten(std::uint64_t at, std::uint32_t block) const;
  bool is_unique(std::uint32_t block) const;
  bool is_block(std::uint64_t at, std::uint32_t block);
  std::optional<std::uint32_t> look_up(std::uint64_t at, std::uint32_t weak);
  std::optional<std::uint32_t> roll_to_match(std::uint64_t& at);
  std::uint64_t follow_run(std::uint64_t at, std::uint32_t block);
  void match_short_last_block();
  void append(std::uint64_t at, std::uint32_t block);

  const Signature& signature_;
  const BlockIndex& index_;
  const bool in_place_;
  const SegmentData segment_;
  std::optional<BasisReader> basis_;
  std::vector<Match> matches_;
  std::uint64_t matched_to_;  // the end of the last match, copied or not
  std::uint64_t false_weak_ = 0;
};

}  // namespace smartsync::delta
