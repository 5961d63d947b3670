// How fast the way to a file server is, as far as it has been seen.
#pragma once

#include <atomic>
#include <cstdint>

namespace smartsync::session {

// Estimates of time until something better is known: a local network of one gigabit. Measured
// values replace them. May be used from several threads.
class LinkSpeed {
 public:
  // Without a link the "file server" is this machine: there is nothing to find out about who
  // copies, and nothing to send for a measurement.
  explicit LinkSpeed(bool has_link = true) : has_link_(has_link) {}

  bool has_link() const { return has_link_; }
  double seconds_per_request() const { return latency_; }
  double bytes_per_second() const { return rate_; }
  bool is_measured() const { return measured_; }

  void saw_request(double seconds);
  // Only of transfers large enough that latency does not matter.
  void saw_transfer(std::uint64_t bytes, double seconds);

  // One after the other on the wire, `requests` of them with so many in flight.
  double seconds_for(std::uint64_t bytes, std::uint64_t requests, std::uint64_t in_flight) const;

 private:
  const bool has_link_;
  std::atomic<double> latency_ = 0.001;
  std::atomic<double> rate_ = 110e6;
  std::atomic<bool> measured_ = false;
};

}  // namespace smartsync::session
