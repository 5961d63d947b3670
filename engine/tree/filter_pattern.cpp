#include "engine/tree/filter_pattern.h"

#include <algorithm>

namespace smartsync::tree {
namespace {

bool ends_with_path(std::string_view path, std::string_view tail) {
  if (!path.ends_with(tail)) return false;
  return path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/';
}

}  // namespace

FilterPattern::FilterPattern(std::string_view text) {
  directory_only_ = text.size() > 1 && text.ends_with('/');
  if (directory_only_) text.remove_suffix(1);
  anchored_ = text.starts_with('/');
  if (anchored_) text.remove_prefix(1);

  const bool wild = text.find_first_of("*?[") != std::string_view::npos;
  slashes_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '/'));
  crosses_slashes_ = text.find("**") != std::string_view::npos;
  starts_deep_ = text.starts_with("**");
  and_contents_ = text.ends_with("/***");
  needs_path_ = anchored_ || slashes_ > 0 || crosses_slashes_;
  if (wild)
    wildcard_.emplace(text);
  else
    literal_ = text;
}

bool FilterPattern::matches(std::string_view path, std::string_view name, bool is_directory) const {
  if (directory_only_ && !is_directory) return false;
  if (!needs_path_) return wildcard_ ? wildcard_->matches(name) : name == literal_;
  if (!wildcard_) return anchored_ ? path == literal_ : ends_with_path(path, literal_);
  if (and_contents_ && is_directory) return matches_wildcard(std::string(path) + '/');
  return matches_wildcard(path);
}

bool FilterPattern::matches_wildcard(std::string_view path) const {
  if (anchored_) return wildcard_->matches(path);
  if (starts_deep_) return wildcard_->matches(path) || wildcard_->matches('/' + std::string(path));
  // Without "**" a match has exactly as many slashes as the pattern, so only one tail can match.
  std::size_t start = path.size();
  std::size_t slashes = 0;
  while (start > 0) {
    if (path[start - 1] == '/') {
      if (crosses_slashes_ ? wildcard_->matches(path.substr(start)) : slashes == slashes_) break;
      ++slashes;
    }
    --start;
  }
  if (start > 0 && crosses_slashes_) return true;
  return wildcard_->matches(path.substr(start));
}

}  // namespace smartsync::tree
