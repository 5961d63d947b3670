// Who works with a project: one small file for each session on the share. It keeps nobody out; the
// three-way plan does not rely on it. docs/session-files.md describes the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"

namespace smartsync::session {

struct LeaseHolder {
  std::string user;       // fit to be printed
  std::string machine;    // likewise
  fs::Time since;         // by that machine's clock
  std::string process{};  // its mark (fs::process_mark); "" if it is not known
  bool operator==(const LeaseHolder&) const = default;
};

// The content of a lease, and what it says. nullopt: whatever it is, it is no lease.
std::string format_lease(const LeaseHolder& holder);
std::optional<LeaseHolder> parse_lease(std::string_view text);

// Where the leases are, below the share.
inline constexpr const char* lease_directory = ".smartsync/lease";
// A lease that was not refreshed for so long by the share's own clock is dead.
inline constexpr std::int64_t lease_lifetime = 300;  // seconds
// And after so long somebody else removes it.
inline constexpr std::int64_t lease_burial = 86400;

// This session's own lease, taken with its construction and given back with its end. A thread of
// its own refreshes it meanwhile. A share that cannot hold a lease, or does not answer, is no error
// here: nothing is thrown, and the end waits two seconds at most.
class Lease {
 public:
  explicit Lease(const fs::Dir& network,
                 std::chrono::milliseconds refresh = std::chrono::minutes(1));
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  // The share's clock when the lease was taken; this machine's if there is none.
  fs::Time network_now() const;

  // The living leases of others, a hundred at most; also removes what is long dead, and what a
  // process of this machine left that has ended. Without an own lease the share's clock is not
  // known, and there are none.
  std::vector<LeaseHolder> others() const;

 private:
  struct Own;
  std::shared_ptr<Own> own_;  // shared with the thread, which may outlive this if the share hangs
};

}  // namespace smartsync::session
