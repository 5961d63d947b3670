// What the share is like. The defaults are a good office network.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace smartsync::share {

struct Settings {
  std::string backing;     // the directory that the server shares
  std::string mountpoint;  // where this machine sees it
  std::string control;     // path of the socket for commands; empty: none
  std::chrono::microseconds latency{2'000};
  std::uint64_t bytes_per_second = 100'000'000;  // 0: no limit
  unsigned parallel = 64;                        // requests that are answered at the same time
  std::uint32_t max_request = 1 << 20;           // bytes of a read or write
  double cache_seconds = 1;                      // how long names and attributes are believed
  unsigned time_granularity = 100;               // ns, as NTFS
  bool listing_attributes = true;                // a listing brings them, as SMB's does
  bool server_copy = true;
  bool links = true;           // hard and symbolic links may be made
  bool ignore_case = false;    // "a" and "A" are one name, written as it was made
  bool lose_unsynced = false;  // changes are recorded so that a crash can undo them
  bool with_parent = false;    // ends when the process that started it ends
  bool real_sync = false;      // fsync also reaches the disk below the backing
  bool daemon = false;
};

}  // namespace smartsync::share
