// Puts what parallel work has to tell into the order of the file list.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string_view>

#include "engine/sync/events.h"

namespace smartsync::sync {

// One thread walks the list and calls tell() for what is decided at once and reserve() for what
// other threads will know later. Items, deletions and notices reach the Events in that order.
// Errors and progress are passed on at once. All methods may be called from several threads.
class OrderedEvents {
 public:
  using Telling = std::function<void(Events&)>;
  using Slot = std::uint64_t;

  explicit OrderedEvents(Events& events) : events_(events) {}

  void tell(Telling telling);
  // A place in the order, to be closed by exactly one fulfil(). Waits while too many are open, so
  // that what stands behind a slow file cannot fill the memory.
  Slot reserve();
  void fulfil(Slot slot, Telling telling);
  void now(const Telling& telling);
  // Progress of the file of `slot`: passed on if everything before it has been told.
  void progress(Slot slot, const Progress& progress);

 private:
  struct Waiting {
    bool ready = false;
    Telling telling;
  };
  void drain();

  Events& events_;
  std::mutex mutex_;
  std::condition_variable drained_;
  std::deque<Waiting> waiting_;
  Slot first_ = 0;  // the slot of waiting_.front()
};

}  // namespace smartsync::sync
