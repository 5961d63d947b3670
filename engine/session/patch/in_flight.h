// Many requests under way at once.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "engine/fs/dir.h"
#include "engine/fs/io_buffer.h"

namespace smartsync::session {

// How many requests a filesystem is given at once.
unsigned requests_in_flight(const fs::Dir& directory);
// What one of them carries at most. More of either gains nothing on the servers that there are (SMB
// grants some hundred credits, of 64 KiB each).
constexpr std::size_t largest_request = std::size_t{1} << 20;

// A thread's memory, which grows to what was asked for.
class WorkBuffer {
 public:
  std::span<std::byte> first(std::size_t size) {
    if (buffer_.size() < size) buffer_ = fs::IoBuffer(size);
    return buffer_.first(size);
  }

 private:
  fs::IoBuffer buffer_;
};

// Calls work(0) to work(count - 1), up to `in_flight` at once, each with a buffer that no other
// call uses meanwhile. After the first exception no more begin, and it is thrown when all have
// ended.
void run_in_flight(std::size_t count, unsigned in_flight,
                   const std::function<void(std::size_t item, WorkBuffer& buffer)>& work);

}  // namespace smartsync::session
