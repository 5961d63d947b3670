// Pairs of volumes that have refused a request: on a network each refusal costs a round trip, so
// each pair is asked once.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <utility>

namespace smartsync::fs {

// May be used by several threads.
class RefusedPairs {
 public:
  using Pair = std::pair<std::uint64_t, std::uint64_t>;  // the devices of source and target
  bool contains(const Pair& devices) const {
    const std::lock_guard lock(mutex_);
    return refused_.contains(devices);
  }
  void add(const Pair& devices) {
    const std::lock_guard lock(mutex_);
    refused_.insert(devices);
  }

 private:
  mutable std::mutex mutex_;
  std::set<Pair> refused_;
};

}  // namespace smartsync::fs
