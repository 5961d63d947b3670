#include "cli/wildcards.h"

#include <algorithm>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/fs/letter_case.h"
#include "engine/fs/name.h"
#include "engine/tree/wildmatch.h"

namespace smartsync::cli {
namespace {

constexpr std::string_view wildcards = "*?";

bool has_wildcard(std::string_view text) {
  return text.find_first_of(wildcards) != text.npos;
}

// The other signs of the pattern language are ordinary letters here.
tree::Wildcard pattern_of(std::string_view part) {
  std::string pattern;
  for (const char c : part == "*.*" ? "*" : fs::without_case(part)) {
    if (c == '[' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return tree::Wildcard(pattern);
}

std::vector<std::string> names_matching(const std::string& directory, std::string_view part,
                                        bool only_directories) {
  std::vector<std::string> names;
  try {
    const tree::Wildcard pattern = pattern_of(part);
    for (const fs::Listed& entry : fs::Dir::open(directory).list(fs::Follow::yes).entries) {
      if (only_directories && entry.stat.type != fs::FileType::directory) continue;
      if (pattern.matches(fs::without_case(entry.name))) names.push_back(entry.name);
    }
  } catch (const Error&) {
    // Told when what was typed is looked for.
  }
  std::ranges::sort(names);
  return names;
}

bool is_there(const std::string& directory, const std::string& name) {
  try {
    return fs::Dir::open(directory).stat(name, fs::Follow::yes).has_value();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

bool wildcards_are_left_to_programs() {
#ifdef _WIN32
  return true;
#else
  return false;
#endif
}

std::vector<std::string> expand_wildcards(const std::string& source) {
  if (!has_wildcard(source)) return {source};
  const std::size_t root = fs::root_length(source);
  std::vector<std::string> paths{source.substr(0, root)};  // as far as the argument is read
  bool expanded = false;
  for (std::size_t begin = root; begin < source.size();) {
    const std::size_t slash = std::min(source.find('/', begin), source.size());
    const std::size_t next = std::min(source.find_first_not_of('/', slash), source.size());
    const std::string part = source.substr(begin, slash - begin);
    const std::string slashes = source.substr(slash, next - slash);
    std::vector<std::string> longer;
    const auto add = [&](const std::string& path, const std::string& name) {
      longer.push_back(path + name);
      longer.back() += slashes;
    };
    for (const std::string& path : paths) {
      if (has_wildcard(part)) {
        for (const std::string& name : names_matching(path, part, !slashes.empty()))
          add(path, name);
      } else if (!expanded || is_there(path, part)) {
        add(path, part);
      }
    }
    expanded = expanded || has_wildcard(part);
    paths = std::move(longer);
    begin = next;
  }
  return paths.empty() ? std::vector{source} : paths;
}

}  // namespace smartsync::cli
