#include "engine/sync/destination_listing.h"

#include <algorithm>

namespace smartsync::sync {

fs::Listing sorted_listing(const fs::Dir& dir) {
  fs::Listing listing = dir.list();
  std::sort(listing.entries.begin(), listing.entries.end(),
            [](const fs::Listed& a, const fs::Listed& b) { return a.name < b.name; });
  return listing;
}

DestinationListing::DestinationListing(const fs::Dir& dir, bool all)
    : listed_(all || !dir.is_open()) {
  if (listed_ && dir.is_open()) listing_ = sorted_listing(dir);
}

std::optional<fs::Stat> DestinationListing::find(const fs::Dir& dir, std::string_view name) const {
  if (!listed_) return dir.stat(name);
  const auto at = std::lower_bound(
      listing_.entries.begin(), listing_.entries.end(), name,
      [](const fs::Listed& listed, std::string_view wanted) { return listed.name < wanted; });
  if (at == listing_.entries.end() || at->name != name) return std::nullopt;
  // What was done to another name of the file since then was done to this one.
  const bool may_be_stale = at->stat.links > 1 && at->stat.type != fs::FileType::directory;
  return may_be_stale ? dir.stat(name) : at->stat;
}

}  // namespace smartsync::sync
