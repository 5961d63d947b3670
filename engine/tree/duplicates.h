// Names that the arguments put into a list of files several times.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/tree/file_list.h"

namespace smartsync::tree {

// Collects them while a list is made, by several threads, and tells in the end where they stood.
class Duplicates {
 public:
  // A name of the directory is there so many times beyond the one that stays. What is no directory
  // may have given way to one.
  void add(const Directory& directory, const DroppedName& name, std::size_t times);
  // The same of ".", the root itself.
  void add_root(std::size_t times) { root_ += times; }

  // Calls `dropped` with each path and the position of what was dropped, in list order. Positions
  // are rsync's: those of a complete list start at 0. An incremental list is one list of each
  // directory's entries after the other, with a number between for the directory itself, from 1.
  // `list` must not have been pruned yet.
  void tell(const FileList& list, bool incremental,
            const std::function<void(const std::string& path, std::size_t position)>& dropped);

 private:
  std::mutex mutex_;
  std::map<std::string, std::vector<DroppedName>> names_;  // by the path of their directory
  std::size_t root_ = 0;
};

}  // namespace smartsync::tree
