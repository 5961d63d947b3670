#include "engine/sync/destination_listing.h"

#include <algorithm>

namespace smartsync::sync {

DestinationListing::DestinationListing(const fs::Dir& dir, bool all)
    : listed_(all || !dir.is_open()) {
  if (!listed_ || !dir.is_open()) return;
  listing_ = dir.list();
  std::sort(listing_.entries.begin(), listing_.entries.end(),
            [](const fs::Listed& a, const fs::Listed& b) { return a.name < b.name; });
}

std::optional<fs::Stat> DestinationListing::find(const fs::Dir& dir, std::string_view name) const {
  if (!listed_) return dir.stat(name);
  const auto at = std::lower_bound(
      listing_.entries.begin(), listing_.entries.end(), name,
      [](const fs::Listed& listed, std::string_view wanted) { return listed.name < wanted; });
  if (at == listing_.entries.end() || at->name != name) return std::nullopt;
  return at->stat;
}

}  // namespace smartsync::sync
