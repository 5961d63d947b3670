#include "engine/session/server_copy.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "engine/fs/kernel_copy.h"
#include "engine/fs/process.h"

namespace smartsync::session {
namespace {

constexpr std::uint64_t worth_asking = std::uint64_t{32} << 10;
// A brought piece up to this length is copied over, and then written, so that one request copies
// both of its neighbours.
constexpr std::uint64_t worth_copying_over = std::uint64_t{1} << 20;

constexpr std::uint64_t first_piece = std::uint64_t{256} << 10;
constexpr std::uint64_t largest_piece = std::uint64_t{64} << 20;

class Refusals {
 public:
  bool contains(std::uint64_t device) {
    const std::lock_guard lock(mutex_);
    return devices_.contains(device);
  }
  void add(std::uint64_t device) {
    const std::lock_guard lock(mutex_);
    devices_.insert(device);
  }

 private:
  std::mutex mutex_;
  std::set<std::uint64_t> devices_;
};

Refusals& refusals() {
  static Refusals all;
  return all;
}

bool has_one_shift(const Piece& a, const Piece& b) {
  return a.at - a.from == b.at - b.from;  // modulo 2^64
}

// One run over all copies: how long they took, and what came of them.
class ServerCopy {
 public:
  ServerCopy(const fs::File& old_file, const fs::File& target, const LinkSpeed& speed)
      : old_(old_file), target_(target), speed_(speed) {}

  // Copies the next bytes, a piece of growing size at a time; 0: they are to be sent.
  std::uint64_t copy(std::uint64_t from, std::uint64_t at, std::uint64_t length) {
    const double start = fs::monotonic_seconds();
    const std::uint64_t wanted = std::min(length, piece_);
    const std::uint64_t copied = fs::kernel_copy(old_, from, target_, at, wanted);
    seconds_ += fs::monotonic_seconds() - start;
    bytes_ += copied;
    piece_ = std::min(piece_ * 8, largest_piece);
    if (copied == 0) return 0;
    done_.push_back({at, at + copied});
    return copied;
  }
  // Whether it has been worth it so far.
  bool pays() const {
    return seconds_ <
           static_cast<double>(bytes_) / speed_.bytes_per_second() + speed_.seconds_per_request();
  }
  std::uint64_t bytes() const { return bytes_; }
  std::vector<fs::Range> done() { return std::move(done_); }

 private:
  const fs::File& old_;
  const fs::File& target_;
  const LinkSpeed& speed_;
  std::uint64_t piece_ = first_piece;
  std::uint64_t bytes_ = 0;
  double seconds_ = 0;
  std::vector<fs::Range> done_;
};

}  // namespace

std::vector<Piece> worthwhile_copies(const ChangePlan& plan, bool only_moved) {
  std::vector<Piece> copies;
  for (const Piece& piece : plan.pieces) {
    if (!piece.is_copy() || (only_moved && piece.from == piece.at)) continue;
    const bool joins = !copies.empty() && has_one_shift(copies.back(), piece) &&
                       piece.at - copies.back().end() <= worth_copying_over;
    if (joins)
      copies.back().length = piece.end() - copies.back().at;
    else
      copies.push_back(piece);
  }
  std::erase_if(copies, [](const Piece& copy) { return copy.length < worth_asking; });
  return copies;
}

std::vector<fs::Range> copy_on_server(const fs::File& old_file, const fs::File& target,
                                      const std::vector<Piece>& copies, const LinkSpeed& speed,
                                      const std::function<void(std::uint64_t)>& copied) {
  ServerCopy run(old_file, target, speed);
  for (const Piece& copy : copies) {
    for (std::uint64_t done = 0; done < copy.length;) {
      const std::uint64_t now = run.copy(copy.from + done, copy.at + done, copy.length - done);
      done += now;
      if (copied && now > 0) copied(now);
      if (now > 0 && run.pays()) continue;
      refusals().add(target.stat().device);
      return run.done();
    }
  }
  return run.done();
}

bool is_known_not_to_copy(const fs::File& file) {
  return refusals().contains(file.stat().device);
}

}  // namespace smartsync::session
