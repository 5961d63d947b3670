// --confine-root: where the files of a list, and the rules that lie in a tree, may come from.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/tree/filter_list.h"

namespace smartsync::tree {

// It asks where a path comes out, whoever made the symlinks on it.
class Confinement {
 public:
  // `root` is absolute. If there is no such directory, nothing lies in it.
  explicit Confinement(const std::string& root);

  // Whether `path`, which starts in `base` if it is relative, leads to the root or to what is in
  // it. Its last component is followed only with `follow_last`. What is missing lies where its
  // directory does; if that is missing too, the path leads nowhere, which is no harm.
  bool holds(const fs::Dir& base, const std::string& path, bool follow_last) const;
  bool holds(const std::string& path) const { return holds({}, path, true); }

 private:
  bool is_within(fs::Dir dir) const;
  bool is_root(const fs::Stat& stat) const;

  std::optional<fs::Stat> root_;
};

// Reads as `read` does. What `within` (null: anywhere) does not hold counts as not there.
ReadFile confined(ReadFile read, std::shared_ptr<const Confinement> within);

}  // namespace smartsync::tree
