// Carries the new version's bytes from this machine into a file on the other side.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/session/patch/checked_source.h"
#include "engine/session/patch/patch.h"

namespace smartsync::session {

// What a patch writes from the source itself, in ascending order: what the plan brings, and of what
// it copies the parts that are not in `done` (in ascending order). What lies between two ranges is
// written with them if that costs less than another request.
std::vector<fs::Range> ranges_to_write(const ChangePlan& plan, const std::vector<fs::Range>& done);
// What it brings alone.
std::vector<fs::Range> brought_ranges(const ChangePlan& plan);

// The same ranges in parts of at most `largest` bytes.
std::vector<fs::Range> cut(const std::vector<fs::Range>& ranges, std::uint64_t largest);

std::uint64_t length_of(const std::vector<fs::Range>& ranges);

// The means of one patch: its source, how many requests may be under way, and what it tells.
class Carrier {
 public:
  // Refers to `request`.
  explicit Carrier(const PatchRequest& request);

  const CheckedSource& source() const { return source_; }
  // How many requests the target's filesystem is given at once.
  unsigned in_flight();
  LinkSpeed& speed() { return request_.speed ? *request_.speed : own_speed_; }

  // Writes the source's bytes of `ranges` to the same places in `target`.
  void write(const fs::File& target, const std::vector<fs::Range>& ranges);
  // So many bytes of the new version are in place.
  void advance(std::uint64_t bytes);
  void count_sent(std::uint64_t bytes) { sent_ += bytes; }
  std::uint64_t sent() const { return sent_; }

 private:
  const PatchRequest& request_;
  CheckedSource source_;
  std::optional<unsigned> in_flight_;  // asked for when first needed: that costs a request
  LinkSpeed own_speed_;
  std::mutex progress_;
  std::uint64_t told_ = 0;  // what was copied first and written over later counts once
  std::atomic<std::uint64_t> sent_ = 0;
};

}  // namespace smartsync::session
