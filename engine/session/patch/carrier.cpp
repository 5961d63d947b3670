#include "engine/session/patch/carrier.h"

#include <algorithm>

#include "engine/fs/process.h"

namespace smartsync::session {
namespace {

// Shorter gaps between two ranges are written with them. (Less than a database's usual page: joined
// over single pages, scattered changes would cost a tenth more bytes.)
constexpr std::uint64_t worth_leaving_out = 4096;
// Transfers of less say more about latency than about the link.
constexpr std::uint64_t worth_timing = std::uint64_t{4} << 20;

}  // namespace

std::vector<fs::Range> ranges_to_write(const ChangePlan& plan, const std::vector<fs::Range>& done) {
  std::vector<fs::Range> ranges;
  const auto add = [&](std::uint64_t begin, std::uint64_t end) {
    if (begin >= end) return;
    if (!ranges.empty() && begin - ranges.back().end < worth_leaving_out)
      ranges.back().end = end;
    else
      ranges.push_back({begin, end});
  };
  auto next = done.begin();
  for (const Piece& piece : plan.pieces) {
    std::uint64_t at = piece.at;
    while (piece.is_copy() && at < piece.end()) {
      while (next != done.end() && next->end <= at) ++next;
      if (next == done.end() || next->begin >= piece.end()) break;
      add(at, next->begin);
      at = std::max(at, std::min(next->end, piece.end()));
    }
    add(at, piece.end());
  }
  return ranges;
}

std::vector<fs::Range> brought_ranges(const ChangePlan& plan) {
  return ranges_to_write(plan, {{0, plan.new_size}});
}

std::vector<fs::Range> cut(const std::vector<fs::Range>& ranges, std::uint64_t largest) {
  std::vector<fs::Range> parts;
  for (const fs::Range& range : ranges) {
    for (std::uint64_t at = range.begin; at < range.end;) {
      // Parts end at multiples, so that a whole file's parts are whole blocks.
      const std::uint64_t end = std::min((at / largest + 1) * largest, range.end);
      parts.push_back({at, end});
      at = end;
    }
  }
  return parts;
}

std::uint64_t length_of(const std::vector<fs::Range>& ranges) {
  std::uint64_t length = 0;
  for (const fs::Range& range : ranges) length += range.end - range.begin;
  return length;
}

Carrier::Carrier(const PatchRequest& request)
    : request_(request), source_(request.source, request.index.signature) {}

unsigned Carrier::in_flight() {
  if (!in_flight_) in_flight_ = requests_in_flight(request_.root);
  return *in_flight_;
}

void Carrier::write(const fs::File& target, const std::vector<fs::Range>& ranges) {
  const std::vector<fs::Range> parts = cut(ranges, largest_request);
  const double start = fs::monotonic_seconds();
  const unsigned most = parts.size() > 1 ? in_flight() : 1;
  run_in_flight(parts.size(), most, [&](std::size_t part, WorkBuffer& buffer) {
    const auto bytes = source_.read(parts[part], buffer);
    target.write(parts[part].begin, bytes);
    count_sent(bytes.size());
    advance(bytes.size());
  });
  const std::uint64_t written = length_of(parts);
  if (written >= worth_timing && written / parts.size() >= largest_request / 2)
    speed().saw_transfer(written, fs::monotonic_seconds() - start);
}

void Carrier::advance(std::uint64_t bytes) {
  if (!request_.progress) return;
  const std::lock_guard lock(progress_);
  const std::uint64_t more = std::min(bytes, request_.plan.new_size - told_);
  told_ += more;
  request_.progress(more);
}

}  // namespace smartsync::session
