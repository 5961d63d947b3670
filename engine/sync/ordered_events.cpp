#include "engine/sync/ordered_events.h"

#include <utility>

namespace smartsync::sync {

namespace {
constexpr std::size_t most_waiting = 16384;
constexpr std::size_t most_behind_remarks = 512;  // about as much as rsync puts together
}  // namespace

void OrderedEvents::make_room() {
  std::unique_lock lock(mutex_);
  if (remarks_ && first_ + waiting_.size() - *remarks_ > most_behind_remarks) close_remarks();
  drained_.wait(lock, [this] { return waiting_.size() < most_waiting; });
}

void OrderedEvents::tell(Telling telling) {
  const std::lock_guard lock(mutex_);
  tell_locked(std::move(telling));
}

void OrderedEvents::tell_locked(Telling telling) {
  if (waiting_.empty()) {
    telling(events_);
    return;
  }
  waiting_.push_back({true, std::move(telling)});
}

void OrderedEvents::remark(Telling telling) {
  const std::lock_guard lock(mutex_);
  if (!remarks_)
    tell_locked(std::move(telling));
  else if (*remarks_ == first_)
    telling(events_);
  else
    at(*remarks_).before.push_back(std::move(telling));
}

void OrderedEvents::open_remarks() {
  const std::lock_guard lock(mutex_);
  close_remarks();
  waiting_.emplace_back();
  remarks_ = first_ + waiting_.size() - 1;
}

void OrderedEvents::close_remarks() {
  if (!remarks_) return;
  at(*remarks_).ready = true;
  remarks_.reset();
  drain();
}

OrderedEvents::Slot OrderedEvents::reserve() {
  const std::lock_guard lock(mutex_);
  waiting_.emplace_back();
  return first_ + waiting_.size() - 1;
}

void OrderedEvents::add(Slot slot, Telling telling) {
  const std::lock_guard lock(mutex_);
  at(slot).before.push_back(std::move(telling));
}

void OrderedEvents::fulfil(Slot slot, Telling telling) {
  const std::lock_guard lock(mutex_);
  Waiting& waiting = at(slot);
  waiting.ready = true;
  waiting.telling = std::move(telling);
  drain();
}

void OrderedEvents::now(const Telling& telling) {
  const std::lock_guard lock(mutex_);
  telling(events_);
}

// What only waits for remarks hides nothing.
bool OrderedEvents::is_next(Slot slot) {
  for (Slot before = first_; before < slot; ++before)
    if (!at(before).ready && before != remarks_) return false;
  return true;
}

bool OrderedEvents::begin(Slot slot, const Telling& telling) {
  const std::lock_guard lock(mutex_);
  if (!is_next(slot)) return false;
  if (remarks_ && *remarks_ < slot) close_remarks();
  tell_before(at(slot));
  telling(events_);
  return true;
}

void OrderedEvents::progress(Slot slot, const Progress& progress) {
  const std::lock_guard lock(mutex_);
  if (is_next(slot)) events_.progress(progress);
}

void OrderedEvents::tell_before(Waiting& waiting) {
  for (const Telling& telling : waiting.before) telling(events_);
  waiting.before.clear();
}

void OrderedEvents::drain() {
  bool any = false;
  while (!waiting_.empty() && waiting_.front().ready) {
    tell_before(waiting_.front());
    if (waiting_.front().telling) waiting_.front().telling(events_);
    waiting_.pop_front();
    ++first_;
    any = true;
  }
  if (remarks_ == first_) tell_before(at(first_));
  if (any) drained_.notify_all();
}

void RemarksFirst::end() {
  if (ended_) return;
  ended_ = true;
  const std::lock_guard lock(events_.mutex_);
  events_.close_remarks();
}

}  // namespace smartsync::sync
