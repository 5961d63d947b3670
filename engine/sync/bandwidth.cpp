#include "engine/sync/bandwidth.h"

#include <chrono>
#include <thread>

#include "engine/fs/process.h"

namespace smartsync::sync {

Bandwidth::Bandwidth(std::uint64_t bytes_per_second)
    : limit_(bytes_per_second), start_(fs::monotonic_seconds()) {}

void Bandwidth::moved(std::uint64_t done) {
  if (limit_ == 0) return;
  const double due = static_cast<double>(done) / static_cast<double>(limit_);
  const double ahead = due - (fs::monotonic_seconds() - start_);
  if (ahead > 0) std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
}

}  // namespace smartsync::sync
