// One read or write of a program that the kernel hands on in two pieces.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <mutex>

namespace smartsync::share {

// FUSE carries whole pages, so the largest request from a buffer that does not begin on a page
// arrives as one that lacks less than a page, and the rest behind it. To a file server that would
// be one request. Belongs to one open file, for either reads or writes; safe from several threads.
class Pieces {
 public:
  // Whether this request of that thread is such a rest. `largest`: the bytes of the largest
  // request.
  bool is_rest(pid_t thread, std::uint64_t offset, std::uint64_t size, std::uint64_t largest);

 private:
  struct First {
    std::uint64_t end;
    std::uint64_t lacks;
  };
  std::mutex mutex_;
  std::map<pid_t, First> firsts_;
};

}  // namespace smartsync::share
