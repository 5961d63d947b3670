// Hostile leases: a session that finds one says no more of it than a terminal can bear.
#include "engine/session/lease.h"

#include <algorithm>
#include <string>

#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

void check_word(const std::string& word) {
  fuzz::require(!word.empty() && word.size() <= 2000);
  fuzz::require(std::ranges::none_of(word, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto holder = parse_lease({reinterpret_cast<const char*>(data), size});
  if (!holder) return 0;
  check_word(holder->user);
  check_word(holder->machine);
  format_lease(*holder);
  return 0;
}
