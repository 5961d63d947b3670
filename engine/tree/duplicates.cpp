#include "engine/tree/duplicates.h"

namespace smartsync::tree {

namespace {

using Dropped = std::function<void(const std::string& path, std::size_t position)>;

// Counts through a list.
class Walk {
 public:
  Walk(const std::map<std::string, std::size_t>& times, bool incremental, const Dropped& dropped)
      : times_(times), incremental_(incremental), dropped_(dropped), next_(incremental ? 1 : 0) {}

  void pass(const std::string& path) {
    ++next_;
    const auto known = times_.find(path);
    if (known == times_.end()) return;
    for (std::size_t i = 0; i < known->second; ++i) dropped_(path, next_++);
  }

  void pass(const Directory& directory) {
    for (const Entry& entry : directory.entries) {
      pass(directory.path_of(entry.name()));
      if (!incremental_) descend(directory, entry);
    }
    if (!incremental_) return;
    for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
      ++next_;
      descend(directory, directory.entries[i]);
    }
  }

 private:
  void descend(const Directory& directory, const Entry& entry) {
    if (const Directory* child = directory.child_of(entry)) pass(*child);
  }

  const std::map<std::string, std::size_t>& times_;
  bool incremental_;
  const Dropped& dropped_;
  std::size_t next_;
};

}  // namespace

void Duplicates::add(const std::string& path, std::size_t times) {
  if (times == 0) return;
  const std::lock_guard lock(mutex_);
  times_[path] += times;
}

void Duplicates::tell(const FileList& list, bool incremental, const Dropped& dropped) {
  if (times_.empty()) return;
  Walk walk(times_, incremental, dropped);
  if (list.root_entry) walk.pass(".");
  walk.pass(list.root);
}

}  // namespace smartsync::tree
