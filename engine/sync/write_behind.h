// Starts what has been written of a file on its way to the disk, while the rest is still to come.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "engine/fs/file.h"

namespace smartsync::sync {

// A filesystem that sees a new file renamed over an old one has its content written at once, so
// that a crash does not leave neither (ext4's auto_da_alloc): for a large file that takes as long
// as all the rest, in which the disk had nothing to do. In a thread of its own.
class WriteBehind {
 public:
  // `file` must outlive this.
  explicit WriteBehind(const fs::File& file);
  // Returns when nothing more is done with the file.
  ~WriteBehind();
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  void written(std::uint64_t end);  // [0, end) has been written

 private:
  void work();

  const fs::File& file_;
  std::mutex mutex_;
  std::condition_variable more_;
  std::uint64_t end_ = 0;
  bool stopped_ = false;
  std::thread thread_;  // last: it uses the above
};

}  // namespace smartsync::sync
