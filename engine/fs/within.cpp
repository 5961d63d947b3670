#include "engine/fs/within.h"

#include <string>
#include <vector>

#include "engine/fs/name.h"

namespace smartsync::fs {

namespace {

constexpr int most_links = 40;  // as Linux has it

// Puts the components of `path` on top of the stack, the first one uppermost.
void push_components(std::vector<std::string>& stack, std::string_view path) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
    if (!last.empty() && last != ".") stack.emplace_back(last);
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
}

}  // namespace

std::optional<Dir> open_within(const Dir& top, std::string_view relative) {
  std::vector<Dir> way = {top};
  std::vector<std::string> ahead;
  push_components(ahead, relative);
  for (int links = 0; !ahead.empty();) {
    const std::string name = std::move(ahead.back());
    ahead.pop_back();
    if (name == "..") {
      if (way.size() == 1) return std::nullopt;
      way.pop_back();
      continue;
    }
    const auto stat = way.back().stat(name);
    if (!stat || stat->type != FileType::symlink) {
      way.push_back(way.back().open_dir(name));
      continue;
    }
    const std::string target = way.back().read_link(name);
    if (is_absolute(target) || ++links > most_links) return std::nullopt;
    push_components(ahead, target);
  }
  return way.back();
}

}  // namespace smartsync::fs
