// How many random rounds a test goes, and where they begin: variables of the environment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace smartsync::test {

// A number that a variable of the environment tells.
inline std::uint64_t setting(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Of the usual number of rounds the share that SMARTSYNC_ROUNDS tells, in per cent. The sanitizers
// and wine, under which each takes long, are content with fewer.
inline unsigned rounds(unsigned usual) {
  return std::max(1u, usual * static_cast<unsigned>(setting("SMARTSYNC_ROUNDS", 100)) / 100);
}

}  // namespace smartsync::test
