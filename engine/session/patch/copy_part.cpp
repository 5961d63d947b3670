#include "engine/session/patch/copy_part.h"

#include <algorithm>
#include <utility>

#include "engine/fs/kernel_copy.h"

namespace smartsync::session {
namespace {

// So that the pace is looked at now and then. A trial may have been misled, on a busy machine or a
// link that stood still for a moment, and the kernel carries all of a copy before it returns: the
// first are short.
constexpr std::uint64_t largest_copy = std::uint64_t{64} << 20;

std::uint64_t aligned_down(std::uint64_t at) {
  return at / CopyPart::block * CopyPart::block;
}

}  // namespace

CopyLane::CopyLane(const fs::File& old_file, const fs::File& target, std::uint64_t base,
                   CopyPace& pace, const std::function<void(std::uint64_t)>& copied)
    : old_(old_file), target_(target), base_(base), pace_(pace), copied_(copied) {}

bool CopyLane::copy(const Piece& piece) {
  for (std::uint64_t done = 0; done < piece.length;) {
    const std::uint64_t at = piece.at + done;
    const std::uint64_t wanted = std::min(piece.length - done, next_);
    const std::uint64_t now = fs::kernel_copy(old_, piece.from + done, target_, at - base_, wanted);
    if (now == 0) return false;
    if (!done_.empty() && done_.back().end == at)
      done_.back().end += now;
    else
      done_.push_back({at, at + now});
    done += now;
    if (now == next_) next_ = std::min(2 * next_, largest_copy);
    if (copied_) copied_(now);
    if (!pace_.pays_after(now)) return false;
  }
  return true;
}

bool CopyLane::copy(std::span<const Piece> pieces) {
  return std::ranges::all_of(pieces, [&](const Piece& piece) { return copy(piece); });
}

CopyPart::CopyPart(const fs::File& old_file, std::span<const Piece> copies,
                   std::unique_ptr<sync::TempFile> file, CopyPace& pace,
                   const std::function<void(std::uint64_t)>& copied)
    : copies_(copies),
      base_(aligned_down(copies.front().at)),
      file_(std::move(file)),
      lane_(old_file, file_->file(), base_, pace, copied) {}

std::vector<fs::Range> CopyPart::join(const fs::File& target) const {
  std::vector<fs::Range> arrived;
  if (lane_.done().empty()) return arrived;
  const std::uint64_t begin = aligned_down(lane_.done().front().begin + block - 1);
  const std::uint64_t end = aligned_down(lane_.done().back().end);
  std::uint64_t at = begin;
  while (at < end) {
    const std::uint64_t now = fs::kernel_copy(file_->file(), at - base_, target, at, end - at);
    if (now == 0) break;
    at += now;
  }
  for (const fs::Range& range : lane_.done()) {
    const fs::Range there{std::max(range.begin, begin), std::min(range.end, at)};
    if (there.begin < there.end) arrived.push_back(there);
  }
  return arrived;
}

}  // namespace smartsync::session
