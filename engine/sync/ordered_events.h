// Puts what parallel work has to tell into the order of the file list.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "engine/sync/events.h"

namespace smartsync::sync {

// One thread walks the list and calls tell() for what is decided at once and reserve() for what
// other threads will know later. Items, deletions and notices reach the Events in that order.
// Errors and progress are passed on at once. All methods may be called from several threads; only
// the walking thread may wait, as what it waits for comes from the others.
class OrderedEvents {
 public:
  using Telling = std::function<void(Events&)>;
  using Slot = std::uint64_t;

  explicit OrderedEvents(Events& events) : events_(events) {}

  // Waits while too much stands behind a slow file, so that it cannot fill the memory. For the
  // walking thread, before each entry.
  void make_room();
  void tell(Telling telling);
  // A place in the order, to be closed by exactly one fulfil(); add() puts something before that.
  Slot reserve();
  void add(Slot slot, Telling telling);
  void fulfil(Slot slot, Telling telling);
  void now(const Telling& telling);
  // Progress of the file of `slot`: passed on if everything before it has been told.
  void progress(Slot slot, const Progress& progress);

 private:
  struct Waiting {
    bool ready = false;
    Telling telling{};
    std::vector<Telling> before{};
  };
  void drain();

  Events& events_;
  std::mutex mutex_;
  std::condition_variable drained_;
  std::deque<Waiting> waiting_;
  Slot first_ = 0;  // the slot of waiting_.front()
};

}  // namespace smartsync::sync
