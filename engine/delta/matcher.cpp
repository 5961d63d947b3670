#include "engine/delta/matcher.h"

#include <utility>

#include "engine/delta/ordered_work.h"
#include "engine/delta/segment_matcher.h"
#include "engine/delta/segments.h"

namespace smartsync::delta {
namespace {

// Joins the segments' matches to one sequence of operations.
class Joiner {
 public:
  Joiner(OperationSink& sink, std::uint32_t block_size) : sink_(sink), block_size_(block_size) {}

  void add(const SegmentData& segment, const std::vector<Match>& matches) {
    for (Match match : matches) {
      drop_what_is_delivered(match);
      if (match.length == 0) continue;
      literal_up_to(match.at, segment);
      copy(match);
    }
    literal_up_to(segment.end, segment);
  }
  MatchStatistics finish() {
    flush();
    return statistics_;
  }

 private:
  // The last match of a segment may reach into the next one, whose own matches then begin too
  // early: their blocks are given up whole, so that a copy always starts at a block.
  void drop_what_is_delivered(Match& match) const {
    if (match.at >= position_) return;
    const std::uint64_t blocks = (position_ - match.at + block_size_ - 1) / block_size_;
    const std::uint64_t dropped = std::min(blocks * block_size_, match.length);
    match.at += dropped;
    match.basis_offset += dropped;
    match.length -= dropped;
  }
  void literal_up_to(std::uint64_t end, const SegmentData& segment) {
    if (end <= position_) return;
    flush();
    const auto first = static_cast<std::size_t>(position_ - segment.begin);
    const auto length = static_cast<std::size_t>(end - position_);
    sink_.literal(segment.bytes.subspan(first, length));
    statistics_.literal_bytes += length;
    position_ = end;
  }
  void copy(const Match& match) {
    if (pending_ == 0 || pending_offset_ + pending_ != match.basis_offset) {
      flush();
      pending_offset_ = match.basis_offset;
    }
    pending_ += match.length;
    position_ += match.length;
  }
  void flush() {
    if (pending_ == 0) return;
    sink_.copy(pending_offset_, pending_);
    ++statistics_.copies;
    statistics_.copied_bytes += pending_;
    pending_ = 0;
  }

  OperationSink& sink_;
  std::uint32_t block_size_;
  std::uint64_t position_ = 0;  // of the new file: operations up to here are delivered or pending
  std::uint64_t pending_offset_ = 0, pending_ = 0;  // the copy that may still grow
  MatchStatistics statistics_;
};

}  // namespace

Matcher::Matcher(Signature signature) : signature_(std::move(signature)), index_(signature_) {}

MatchStatistics Matcher::match(const ByteSource& new_file, const MatchOptions& options,
                               OperationSink& sink) const {
  const std::uint32_t block_size = signature_.block_size();
  const Segments segments(new_file.size(), block_size, options.threads, block_size);
  const auto segment_data = [&](std::size_t segment, std::size_t slot) {
    return SegmentData{segments.buffer(segment, slot), segments.begin(segment),
                       segments.end(segment), new_file.size()};
  };
  struct Found {
    std::vector<Match> matches;
    std::uint64_t false_weak = 0;
  };
  std::vector<Found> found(segments.slots());
  std::uint64_t false_weak = 0;
  Joiner joiner(sink, block_size);
  OrderedWork{
      .pieces = segments.count(),
      .threads = options.threads,
      .slots = segments.slots(),
      .work =
          [&](std::size_t segment, std::size_t slot) {
            read_exactly(new_file, segments.begin(segment), segments.buffer(segment, slot));
            SegmentMatcher matcher(signature_, index_, options, segment_data(segment, slot));
            found[slot].matches = matcher.find();
            found[slot].false_weak = matcher.false_weak();
            if (options.new_signature) {
              const SegmentData data = segment_data(segment, slot);
              sign_blocks(*options.new_signature, data.begin, data.own_bytes(), true);
            }
          },
      .deliver =
          [&](std::size_t segment, std::size_t slot) {
            const SegmentData data = segment_data(segment, slot);
            if (options.content) options.content->update(data.own_bytes());
            joiner.add(data, found[slot].matches);
            false_weak += found[slot].false_weak;
          },
  }
      .run();
  MatchStatistics statistics = joiner.finish();
  statistics.false_weak = false_weak;
  return statistics;
}

}  // namespace smartsync::delta
