#include "engine/sync/fuzzy.h"

#include <algorithm>

namespace smartsync::sync {

namespace {

// Bytes that two names share at their starts and at their ends.
std::size_t common_ends(std::string_view a, std::string_view b) {
  const auto front = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  a.remove_prefix(front);
  b.remove_prefix(front);
  const auto back = static_cast<std::size_t>(
      std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin());
  return front + back;
}

}  // namespace

std::optional<std::string> find_similar(const tree::Entry& entry,
                                        const std::vector<fs::Listed>& candidates) {
  const fs::Listed* best = nullptr;
  std::size_t best_common = 0;
  for (const fs::Listed& candidate : candidates) {
    if (candidate.stat.type != fs::FileType::regular || candidate.stat.size == 0) continue;
    if (candidate.stat.size == entry.size && candidate.stat.modified == entry.modified())
      return candidate.name;
    const std::size_t common = common_ends(entry.name(), candidate.name);
    if (common > best_common) {
      best = &candidate;
      best_common = common;
    }
  }
  if (!best) return std::nullopt;
  return best->name;
}

}  // namespace smartsync::sync
