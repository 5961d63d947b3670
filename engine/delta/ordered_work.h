// Work on the pieces of one file by several threads, its results taken in the file's order.
#pragma once

#include <cstddef>
#include <functional>

namespace smartsync::delta {

// Calls work(piece, slot) for every piece 0..pieces-1, on up to `threads` threads at once, the
// caller's among them, and deliver(piece, slot) after it, in ascending order, one at a time, on any
// of these threads. A slot (0..slots-1) names the memory a piece uses: it is given to another piece
// only after its delivery, so that no more than `slots` pieces exist at a time. The first
// exception, in the order of pieces, ends the work and is thrown to the caller.
struct OrderedWork {
  std::size_t pieces = 0;
  unsigned threads = 1;
  std::size_t slots = 1;
  std::function<void(std::size_t piece, std::size_t slot)> work;
  std::function<void(std::size_t piece, std::size_t slot)> deliver;

  void run() const;
};

}  // namespace smartsync::delta
