#include "engine/session/patch/copy_trial.h"

#include <algorithm>

namespace smartsync::session {
namespace {

constexpr std::size_t rounds = 3;
// In a round. The second of two short ones finds what was read ahead for the first.
constexpr std::size_t short_copies = 2;
// Where most copies are too short to be timed there is no trial.
constexpr std::size_t most_taken = 20;

double fastest(const std::vector<double>& seconds) {
  return std::ranges::min(seconds);
}

double middle(std::vector<double> seconds) {
  const auto half = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
  std::ranges::nth_element(seconds, half);
  return *half;
}

}  // namespace

void CopyTrial::saw(std::uint64_t length, double seconds) {
  if (length == short_copy) short_.push_back(std::max(seconds, 1e-9));
  if (length == long_copy) long_.push_back(std::max(seconds, 1e-9));
}

bool CopyTrial::is_over() const {
  return short_.size() >= rounds * short_copies && long_.size() >= rounds;
}

bool CopyTrial::grows_as_if_carried() const {
  // Four times and more is carried; a server comes to less than twice, unless it answers within a
  // millisecond.
  constexpr double like_carrying = 2.75;
  return fastest(long_) >= like_carrying * fastest(short_) &&
         middle(long_) >= like_carrying * middle(short_);
}

double CopyTrial::bytes_per_second() const {
  return static_cast<double>(long_copy) / fastest(long_);
}

std::vector<Piece> take_trial(std::vector<Piece>& copies) {
  std::vector<Piece> taken;
  std::size_t timed = 0;
  std::size_t whole = 0;  // copies that were taken to their end
  while (taken.size() < most_taken && timed < rounds * (short_copies + 1) &&
         whole < copies.size()) {
    Piece& copy = copies[whole];
    const std::uint64_t wanted =
        timed % (short_copies + 1) < short_copies ? CopyTrial::short_copy : CopyTrial::long_copy;
    Piece piece = copy;
    piece.length = std::min(copy.length, wanted);
    taken.push_back(piece);
    if (piece.length == wanted) ++timed;
    copy.at += piece.length;
    copy.from += piece.length;
    copy.length -= piece.length;
    if (copy.length == 0) ++whole;
  }
  copies.erase(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(whole));
  return taken;
}

}  // namespace smartsync::session
