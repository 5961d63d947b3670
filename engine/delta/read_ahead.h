// Reads a file in large pieces ahead of its reader, in a thread of its own if wanted.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "engine/delta/byte_source.h"
#include "engine/fs/io_buffer.h"

namespace smartsync::delta {

// For one reader that mostly goes forward. Memory: four chunks of 1 MiB, however large the file.
class ReadAhead {
 public:
  static constexpr std::size_t chunk_size = std::size_t{1} << 20;
  // The longest window that is always in memory together, wherever it starts.
  static constexpr std::size_t longest_window = 2 * chunk_size;

  // `source` must outlive this. `in_background` reads what comes next while the reader works.
  ReadAhead(const ByteSource& source, bool in_background);
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The bytes from `offset`, which lies within the file, to the end of their chunk. What at() and
  // window() returned is valid until at() is called for another chunk. Both throw smartsync::Error
  // if the file cannot be read or became shorter.
  std::span<const std::byte> at(std::uint64_t offset);
  // `length` bytes from `offset`, or as many as the file has; at most longest_window. They are put
  // together in `scratch` where they do not lie together. A window that begins in at()'s chunk or
  // in the one behind it leaves at()'s bytes valid.
  std::span<const std::byte> window(std::uint64_t offset, std::size_t length,
                                    std::vector<std::byte>& scratch);

 private:
  struct Chunk {
    fs::IoBuffer bytes;
    bool ready = false;
    std::exception_ptr failure;
  };

  std::size_t length_of(std::uint64_t chunk) const;
  Chunk& slot_of(std::uint64_t chunk) { return chunks_[chunk % chunks_.size()]; }
  void keep_from(std::uint64_t chunk);
  std::span<const std::byte> wait_for(std::uint64_t chunk);
  void fill(Chunk& into, std::uint64_t chunk) const;
  void read_in_background();

  const ByteSource& source_;
  const std::uint64_t size_;
  const std::uint64_t count_;  // of chunks
  std::mutex mutex_;
  std::condition_variable chunk_ready_, slot_free_;
  std::array<Chunk, 4> chunks_;
  std::uint64_t first_ = 0;  // the earliest chunk that is kept
  std::uint64_t next_ = 0;   // the chunk that will be read next
  std::uint64_t jumps_ = 0;  // how often the reader left for elsewhere: what was under way is void
  bool stopped_ = false;
  std::thread thread_;  // not joinable: chunks are read when they are asked for
};

}  // namespace smartsync::delta
