#include "engine/tree/duplicates.h"

#include <algorithm>

namespace smartsync::tree {

namespace {

using Dropped = std::function<void(const std::string& path, std::size_t position)>;

bool precedes(const DroppedName& a, const DroppedName& b) {
  return list_order(a.name, a.is_directory, b.name, b.is_directory);
}

// Counts through a list.
class Walk {
 public:
  Walk(const std::map<std::string, std::vector<DroppedName>>& names, bool incremental,
       const Dropped& dropped)
      : names_(names), incremental_(incremental), dropped_(dropped), next_(incremental ? 1 : 0) {}

  void pass_root(std::size_t dropped) {
    ++next_;
    for (std::size_t i = 0; i < dropped; ++i) dropped_(".", next_++);
  }

  void pass(const Directory& directory) {
    std::vector<DroppedName> here;
    if (const auto known = names_.find(directory.path); known != names_.end()) here = known->second;
    std::ranges::stable_sort(here, precedes);
    auto next = here.begin();
    for (const Entry& entry : directory.entries) {
      const DroppedName kept{std::string(entry.name()), entry.is_directory()};
      for (; next != here.end() && precedes(*next, kept); ++next) drop(directory, *next);
      ++next_;
      for (; next != here.end() && !precedes(kept, *next); ++next) drop(directory, *next);
      if (!incremental_) descend(directory, entry);
    }
    if (!incremental_) return;
    for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
      ++next_;
      descend(directory, directory.entries[i]);
    }
  }

 private:
  void drop(const Directory& directory, const DroppedName& name) {
    dropped_(directory.path_of(name.name), next_++);
  }

  void descend(const Directory& directory, const Entry& entry) {
    if (const Directory* child = directory.child_of(entry)) pass(*child);
  }

  const std::map<std::string, std::vector<DroppedName>>& names_;
  bool incremental_;
  const Dropped& dropped_;
  std::size_t next_;
};

}  // namespace

void Duplicates::add(const Directory& directory, const DroppedName& name, std::size_t times) {
  if (times == 0) return;
  const std::lock_guard lock(mutex_);
  std::vector<DroppedName>& names = names_[directory.path];
  names.insert(names.end(), times, name);
}

void Duplicates::tell(const FileList& list, bool incremental, const Dropped& dropped) {
  if (names_.empty() && root_ == 0) return;
  Walk walk(names_, incremental, dropped);
  if (list.root_entry) walk.pass_root(root_);
  walk.pass(list.root);
}

}  // namespace smartsync::tree
