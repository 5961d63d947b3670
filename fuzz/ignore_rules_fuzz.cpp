// Hostile .smartsyncignore files: refused, or what a session keeps for itself stays where it is.
// Input: a path, the byte 0x01, the file.
#include "engine/session/ignore_rules.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/fs/error.h"
#include "fuzz/input.h"

using namespace smartsync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\x01'), input.size());
  const std::string_view content = input.substr(std::min(end + 1, input.size()));
  try {
    const auto rules = session::make_ignore_rules(content, "rules");
    const tree::FilterScope scope(rules, "/root");
    scope.check(tree::Side::sender, input.substr(0, end), false);
    for (const char* own : {".smartsync", "a/.smartsync", ".sync_log.json", "__pycache__"})
      fuzz::require(scope.excludes(tree::Side::sender, own, true));
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
