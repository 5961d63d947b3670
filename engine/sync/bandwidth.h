// --bwlimit: holds a transfer to so many bytes a second.
#pragma once

#include <cstdint>

namespace smartsync::sync {

class Bandwidth {
 public:
  explicit Bandwidth(std::uint64_t bytes_per_second);  // 0: no limit
  // Tells that `done` bytes have moved since the start; sleeps if that is too many.
  void moved(std::uint64_t done);

 private:
  std::uint64_t limit_;
  double start_;
};

}  // namespace smartsync::sync
