// Whether the system still answers: requests that may take long are counted when they are done.
#pragma once

#include <atomic>
#include <cstdint>

namespace smartsync::fs {

inline std::atomic<std::uint64_t> answered_requests = 0;

inline void count_answer() {
  answered_requests.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace smartsync::fs
