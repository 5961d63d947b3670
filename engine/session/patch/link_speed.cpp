#include "engine/session/patch/link_speed.h"

#include <algorithm>

namespace smartsync::session {
namespace {

// The last observation counts as much as all before.
double blend(double before, double now) {
  return (before + now) / 2;
}

}  // namespace

void LinkSpeed::saw_request(double seconds) {
  latency_ = blend(latency_, std::max(seconds, 1e-6));
}

void LinkSpeed::saw_transfer(std::uint64_t bytes, double seconds) {
  const double rate = static_cast<double>(bytes) / std::max(seconds, 1e-6);
  rate_ = measured_.exchange(true) ? blend(rate_, rate) : rate;
}

double LinkSpeed::seconds_for(std::uint64_t bytes, std::uint64_t requests,
                              std::uint64_t in_flight) const {
  const std::uint64_t rounds = (requests + in_flight - 1) / in_flight;
  return static_cast<double>(bytes) / rate_ + static_cast<double>(rounds) * latency_;
}

}  // namespace smartsync::session
