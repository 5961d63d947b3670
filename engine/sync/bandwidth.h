// --bwlimit: holds a transfer to so many bytes a second.
#pragma once

#include <cstdint>
#include <functional>

namespace smartsync::sync {

class Bandwidth {
 public:
  explicit Bandwidth(std::uint64_t bytes_per_second);  // 0: no limit
  // Tells that `done` bytes have moved since the start; sleeps if that is too many, and calls
  // `check`, which may throw to end it, several times a second.
  void moved(std::uint64_t done, const std::function<void()>& check) const;

 private:
  std::uint64_t limit_;
  double start_;
};

}  // namespace smartsync::sync
