// What one directory of the destination holds, looked up by name.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"

namespace smartsync::sync {

// What `dir` holds, in name order.
fs::Listing sorted_listing(const fs::Dir& dir);

class DestinationListing {
 public:
  // Lists `dir` at once if `all` names are wanted. Else each is looked up when it is asked for.
  // A directory that is not open is empty.
  DestinationListing(const fs::Dir& dir, bool all);

  // nullopt: there is no such name. `dir` is the directory that was listed.
  std::optional<fs::Stat> find(const fs::Dir& dir, std::string_view name) const;
  // In name order; only if all were wanted.
  const std::vector<fs::Listed>& entries() const { return listing_.entries; }
  // Why listing failed, as an errno value, or 0.
  int read_error() const { return listing_.read_error; }

 private:
  bool listed_;
  fs::Listing listing_;
};

}  // namespace smartsync::sync
