#include "engine/delta/read_ahead.h"

#include <algorithm>
#include <cstring>

namespace smartsync::delta {

ReadAhead::ReadAhead(const ByteSource& source, bool in_background)
    : source_(source), size_(source.size()), count_((size_ + chunk_size - 1) / chunk_size) {
  const auto longest = static_cast<std::size_t>(std::min<std::uint64_t>(size_, chunk_size));
  for (Chunk& chunk : chunks_) chunk.bytes = fs::IoBuffer(longest);
  if (in_background && count_ > 1) thread_ = std::thread([this] { read_in_background(); });
}

ReadAhead::~ReadAhead() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  slot_free_.notify_all();
  thread_.join();
}

std::size_t ReadAhead::length_of(std::uint64_t chunk) const {
  return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_size, size_ - chunk * chunk_size));
}

std::span<const std::byte> ReadAhead::at(std::uint64_t offset) {
  keep_from(offset / chunk_size);
  return wait_for(offset / chunk_size).subspan(static_cast<std::size_t>(offset % chunk_size));
}

std::span<const std::byte> ReadAhead::window(std::uint64_t offset, std::size_t length,
                                             std::vector<std::byte>& scratch) {
  if (offset >= size_) return {};
  length = static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset));
  const std::uint64_t chunk = offset / chunk_size;
  if (chunk != first_ && chunk != first_ + 1) keep_from(chunk);
  const auto begin = static_cast<std::size_t>(offset % chunk_size);
  auto part = wait_for(chunk).subspan(begin);
  if (part.size() >= length) return part.first(length);
  scratch.resize(length);
  for (std::size_t done = 0; done < length;) {
    part = part.first(std::min(part.size(), length - done));
    std::memcpy(scratch.data() + done, part.data(), part.size());
    done += part.size();
    if (done < length) part = wait_for((offset + done) / chunk_size);
  }
  return scratch;
}

// Gives up the chunks before `chunk`; everything if it is not among those that are kept or coming.
void ReadAhead::keep_from(std::uint64_t chunk) {
  const std::lock_guard lock(mutex_);
  if (chunk == first_) return;
  const bool jump = chunk < first_ || chunk >= first_ + chunks_.size();
  const std::uint64_t end = jump ? first_ + chunks_.size() : chunk;
  for (std::uint64_t old = first_; old < end; ++old) {
    slot_of(old).ready = false;
    slot_of(old).failure = nullptr;
  }
  first_ = chunk;
  next_ = jump ? chunk : std::max(next_, chunk);
  if (jump) ++jumps_;
  slot_free_.notify_one();
}

std::span<const std::byte> ReadAhead::wait_for(std::uint64_t chunk) {
  Chunk& slot = slot_of(chunk);
  if (thread_.joinable()) {
    std::unique_lock lock(mutex_);
    chunk_ready_.wait(lock, [&] { return slot.ready; });
  } else if (!slot.ready) {
    fill(slot, chunk);
    slot.ready = true;
  }
  if (slot.failure) std::rethrow_exception(slot.failure);
  return slot.bytes.first(length_of(chunk));
}

void ReadAhead::fill(Chunk& into, std::uint64_t chunk) const {
  try {
    read_exactly(source_, chunk * chunk_size, into.bytes.first(length_of(chunk)));
  } catch (...) {
    into.failure = std::current_exception();
  }
}

void ReadAhead::read_in_background() {
  std::unique_lock lock(mutex_);
  while (true) {
    slot_free_.wait(lock, [&] {
      return stopped_ || next_ < std::min<std::uint64_t>(first_ + chunks_.size(), count_);
    });
    if (stopped_) return;
    const std::uint64_t chunk = next_++, jumps = jumps_;
    Chunk& slot = slot_of(chunk);
    lock.unlock();
    fill(slot, chunk);
    lock.lock();
    if (jumps == jumps_ && chunk >= first_) {
      slot.ready = true;
      chunk_ready_.notify_one();
    } else {
      slot.failure = nullptr;
    }
  }
}

}  // namespace smartsync::delta
