// What one filter rule matches: rsync's pattern with its anchor and its trailing slash.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/tree/wildmatch.h"

namespace smartsync::tree {

// A pattern as rsync(1) describes it under PATTERN MATCHING RULES and ANCHORING:
//   name      the last component        a/b, a**b   the end of the path, from a slash on
//   /a        from the anchor on        a/          directories only
//   a/***     the directory a and everything in it
// Without one of * ? [ it is compared byte by byte and a backslash is just a byte.
class FilterPattern {
 public:
  explicit FilterPattern(std::string_view text);

  // `path` has no leading slash and starts below the anchor; `name` is its last component.
  bool matches(std::string_view path, std::string_view name, bool is_directory) const;

  // Whether `path` matters: the others look at `name` alone.
  bool needs_path() const { return needs_path_; }
  bool is_anchored() const { return anchored_; }

 private:
  bool matches_wildcard(std::string_view path) const;

  std::string literal_;  // compared if there is no wildcard_
  std::optional<Wildcard> wildcard_;
  bool directory_only_ = false;
  bool anchored_ = false;
  bool needs_path_ = false;
  bool and_contents_ = false;     // ends in "/***"
  bool starts_deep_ = false;      // starts with "**": may match before the first component too
  bool crosses_slashes_ = false;  // holds "**"
  std::size_t slashes_ = 0;
};

}  // namespace smartsync::tree
