#include "engine/session/patch/in_flight.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/fs/volume.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

unsigned requests_in_flight(const fs::Dir& directory) {
  constexpr unsigned local = 4;
  return fs::volume_of(directory).network ? unsigned{tree::network_requests} : local;
}

void run_in_flight(std::size_t count, unsigned in_flight,
                   const std::function<void(std::size_t item, WorkBuffer& buffer)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto take_items = [&] {
    WorkBuffer buffer;
    for (std::size_t item = next++; item < count; item = next++) {
      try {
        work(item, buffer);
      } catch (...) {
        next = count;
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t wanted = std::min<std::size_t>(count, in_flight);
    for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back(take_items);
    take_items();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace smartsync::session
