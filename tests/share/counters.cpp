#include "tests/share/counters.h"

#include <algorithm>

namespace smartsync::share {
namespace {

std::string member(std::string_view name, std::uint64_t value) {
  return "\"" + std::string(name) + "\": " + std::to_string(value);
}

}  // namespace

std::optional<Kind> kind_called(std::string_view name) {
  const auto* found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<Kind>(found - kind_names.begin());
}

void Counters::reset() {
  for (auto& count : requests) count = 0;
  bytes_read = 0;
  bytes_written = 0;
  bytes_copied = 0;
}

std::string Counters::json(const std::string& more) const {
  std::uint64_t sum = 0;
  std::string kinds;
  for (std::size_t kind = 0; kind < requests.size(); ++kind) {
    const std::uint64_t count = requests[kind];
    if (count == 0) continue;
    sum += count;
    if (!kinds.empty()) kinds += ", ";
    kinds += member(kind_names[kind], count);
  }
  return "{" + member("requests", sum) + ", " + member("bytes_read", bytes_read) + ", " +
         member("bytes_written", bytes_written) + ", " + member("bytes_copied", bytes_copied) +
         ", " + more + ", \"by_kind\": {" + kinds + "}}";
}

}  // namespace smartsync::share
