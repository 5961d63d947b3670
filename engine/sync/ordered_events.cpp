#include "engine/sync/ordered_events.h"

#include <utility>

namespace smartsync::sync {

namespace {
constexpr std::size_t most_waiting = 16384;
}

void OrderedEvents::make_room() {
  std::unique_lock lock(mutex_);
  drained_.wait(lock, [this] { return waiting_.size() < most_waiting; });
}

void OrderedEvents::tell(Telling telling) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    telling(events_);
    return;
  }
  waiting_.push_back({true, std::move(telling)});
}

OrderedEvents::Slot OrderedEvents::reserve() {
  const std::lock_guard lock(mutex_);
  waiting_.emplace_back();
  return first_ + waiting_.size() - 1;
}

void OrderedEvents::add(Slot slot, Telling telling) {
  const std::lock_guard lock(mutex_);
  waiting_[static_cast<std::size_t>(slot - first_)].before.push_back(std::move(telling));
}

void OrderedEvents::fulfil(Slot slot, Telling telling) {
  const std::lock_guard lock(mutex_);
  Waiting& waiting = waiting_[static_cast<std::size_t>(slot - first_)];
  waiting.ready = true;
  waiting.telling = std::move(telling);
  drain();
}

void OrderedEvents::now(const Telling& telling) {
  const std::lock_guard lock(mutex_);
  telling(events_);
}

void OrderedEvents::progress(Slot slot, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  if (slot == first_) events_.progress(progress);
}

void OrderedEvents::drain() {
  bool any = false;
  while (!waiting_.empty() && waiting_.front().ready) {
    for (const Telling& telling : waiting_.front().before) telling(events_);
    if (waiting_.front().telling) waiting_.front().telling(events_);
    waiting_.pop_front();
    ++first_;
    any = true;
  }
  if (any) drained_.notify_all();
}

}  // namespace smartsync::sync
