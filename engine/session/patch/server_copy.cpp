#include "engine/session/patch/server_copy.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <span>

#include "engine/fs/kernel_copy.h"
#include "engine/fs/process.h"
#include "engine/session/patch/copy_part.h"
#include "engine/session/patch/copy_trial.h"
#include "engine/session/patch/in_flight.h"

namespace smartsync::session {
namespace {

constexpr std::uint64_t worth_asking = std::uint64_t{32} << 10;
// A brought piece up to this length is copied over, and then written, so that one request copies
// both of its neighbours.
constexpr std::uint64_t worth_copying_over = std::uint64_t{1} << 20;

constexpr std::size_t parts_at_once = 4;
constexpr std::size_t worth_parts = 64;  // copies
// Of a part at least. More parts are joined while others are still copied, and need less space.
constexpr std::size_t copies_in_part = 16, most_parts = 16;
// What is tried before copies are divided: so many of them, and a range of whole blocks.
constexpr std::size_t tried_copies = 8;
constexpr std::uint64_t tried_join = std::uint64_t{16} << 20;

// What is known of filesystems, by their device numbers.
class Experience {
 public:
  std::optional<bool> copies(std::uint64_t device) {
    const std::lock_guard lock(mutex_);
    const auto known = devices_.find(device);
    return known == devices_.end() ? std::nullopt : std::optional(known->second);
  }
  void remember(std::uint64_t device, bool copies) {
    const std::lock_guard lock(mutex_);
    devices_[device] = copies;
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, bool> devices_;
};

Experience& experience() {
  static Experience all;
  return all;
}

bool has_one_shift(const Piece& a, const Piece& b) {
  return a.at - a.from == b.at - b.from;  // modulo 2^64
}

double seconds_since(double start) {
  return fs::monotonic_seconds() - start;
}

// One run over all copies.
class ServerCopy {
 public:
  explicit ServerCopy(const ServerCopyRequest& request)
      : request_(request),
        device_(request.target.stat().device),
        pace_(request.speed,
              request.speed.has_link() ? request.measure_link : std::function<void()>()),
        lane_(request.old_file, request.target, 0, pace_, request.copied),
        left_(request.copies) {}

  ServerCopied run() {
    bool is_complete = try_out();
    pace_.begin();
    is_complete = is_complete && try_some() && (parts_pay() ? copy_in_parts() : lane_.copy(left_));
    if (!is_complete) experience().remember(device_, false);
    joined_.insert(joined_.end(), lane_.done().begin(), lane_.done().end());
    std::ranges::sort(joined_, {}, &fs::Range::begin);
    return {std::move(joined_), is_complete};
  }

 private:
  // False: it is the client that copies. On a slow link it takes longer than the pace would bear.
  bool try_out() {
    if (!request_.speed.has_link() || experience().copies(device_) == true) return true;
    CopyTrial trial;
    for (const Piece& piece : take_trial(left_)) {
      const double start = fs::monotonic_seconds();
      if (!lane_.copy(piece)) return false;
      trial.saw(piece.length, seconds_since(start));
    }
    if (!trial.is_over()) return true;
    if (trial.grows_as_if_carried() && !pace_.is_faster_than_sending(trial.bytes_per_second()))
      return false;
    experience().remember(device_, true);
    return true;
  }

  // How long one copy takes, where that matters.
  bool try_some() {
    if (left_.size() < worth_parts) return true;
    const double start = fs::monotonic_seconds();
    if (!lane_.copy(std::span(left_).first(tried_copies))) return false;
    one_by_one_ = seconds_since(start) / tried_copies;
    left_.erase(left_.begin(), left_.begin() + tried_copies);
    return true;
  }
  // Whether copying what is left in parts side by side and joining them is faster.
  bool parts_pay() {
    return one_by_one_ != 0 &&
           seconds_to_join() <= one_by_one_ * static_cast<double>(left_.size()) / 2;
  }
  // Copies whole blocks to where something else will be copied.
  double seconds_to_join() {
    constexpr std::uint64_t block = CopyPart::block;
    const std::uint64_t begin = (left_.front().at + block - 1) / block * block;
    const std::uint64_t end = left_.back().end() / block * block;
    const std::uint64_t length =
        std::min({tried_join, end - begin, request_.old_file.stat().size / block * block});
    const double start = fs::monotonic_seconds();
    if (fs::kernel_copy(request_.old_file, 0, request_.target, begin, length) < length)
      return std::numeric_limits<double>::infinity();
    return seconds_since(start) * static_cast<double>(end - begin) / static_cast<double>(length);
  }

  bool copy_in_parts() {
    const std::size_t count = std::min(left_.size() / copies_in_part, most_parts);
    std::atomic<bool> is_complete = true;
    run_in_flight(count, parts_at_once, [&](std::size_t part, WorkBuffer&) {
      const std::size_t begin = left_.size() * part / count;
      const std::size_t end = left_.size() * (part + 1) / count;
      try {
        if (is_complete && !copy_part(std::span(left_).subspan(begin, end - begin)))
          is_complete = false;
      } catch (...) {
        pace_.give_up();
        throw;
      }
    });
    return is_complete;
  }
  bool copy_part(std::span<const Piece> copies) {
    CopyPart part(request_.old_file, copies, request_.make_part(), pace_, request_.copied);
    const bool is_complete = part.copy();
    const std::lock_guard lock(joining_);
    const auto arrived = part.join(request_.target);
    joined_.insert(joined_.end(), arrived.begin(), arrived.end());
    return is_complete;
  }

  const ServerCopyRequest& request_;
  const std::uint64_t device_;
  CopyPace pace_;
  CopyLane lane_;
  std::vector<Piece> left_;
  double one_by_one_ = 0;  // seconds a copy; 0: too few of them to matter
  std::mutex joining_;
  std::vector<fs::Range> joined_;
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

ServerCopied copy_on_server(const ServerCopyRequest& request) {
  return ServerCopy(request).run();
}

std::size_t copies_at_once(std::size_t copies) {
  return copies < worth_parts ? 1 : parts_at_once;
}

bool is_known_not_to_copy(const fs::File& file) {
  return experience().copies(file.stat().device) == false;
}

}  // namespace smartsync::session
