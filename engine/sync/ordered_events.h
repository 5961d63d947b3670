// Puts what parallel work has to tell into the order of the file list.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/sync/events.h"

namespace smartsync::sync {

// One thread walks the list and calls tell() for what is decided at once and reserve() for what
// other threads will know later. Items, deletions and notices reach the Events in that order.
// Errors and progress are passed on at once. As with rsync, what is remarked about a directory's
// entries (deletions, what is left out) stands before the items of all of them. All methods may be
// called from several threads; only the walking thread may wait, as what it waits for comes from
// the others.
class OrderedEvents {
 public:
  using Telling = std::function<void(Events&)>;
  using Slot = std::uint64_t;

  explicit OrderedEvents(Events& events) : events_(events) {}

  // Waits while too much stands behind a slow file, so that it cannot fill the memory. For the
  // walking thread, before each entry.
  void make_room();
  void tell(Telling telling);
  // As tell(), but to the place that a RemarksFirst holds, if one does.
  void remark(Telling telling);
  // A place in the order, to be closed by exactly one fulfil(); add() puts something before that.
  Slot reserve();
  void add(Slot slot, Telling telling);
  void fulfil(Slot slot, Telling telling);
  void now(const Telling& telling);
  // Tells that what belongs to `slot` begins, if everything before it has been told. Returns
  // whether it did. What is remarked of the directory later stands behind it.
  bool begin(Slot slot, const Telling& telling);
  // Progress of the file of `slot`: passed on if everything before it has been told.
  void progress(Slot slot, const Progress& progress);

 private:
  friend class RemarksFirst;
  struct Waiting {
    bool ready = false;
    Telling telling{};
    std::vector<Telling> before{};
  };
  bool is_next(Slot slot);
  Waiting& at(Slot slot) { return waiting_[static_cast<std::size_t>(slot - first_)]; }
  void tell_locked(Telling telling);
  void open_remarks();
  void close_remarks();
  void tell_before(Waiting& waiting);
  void drain();

  Events& events_;
  std::mutex mutex_;
  std::condition_variable drained_;
  std::deque<Waiting> waiting_;
  Slot first_ = 0;               // the slot of waiting_.front()
  std::optional<Slot> remarks_;  // where remarks go
};

// Holds a place for remarks before all that is told from here on. It is given up at the end, for
// the next one, or when so much stands behind it that the wait would be felt.
class RemarksFirst {
 public:
  explicit RemarksFirst(OrderedEvents& events) : events_(events) { events_.open_remarks(); }
  ~RemarksFirst() { end(); }
  RemarksFirst(const RemarksFirst&) = delete;
  RemarksFirst& operator=(const RemarksFirst&) = delete;
  void end();
  // Gives the place up for one behind what has been told until now.
  void renew() { events_.open_remarks(); }

 private:
  OrderedEvents& events_;
  bool ended_ = false;
};

}  // namespace smartsync::sync
