// What a scan is asked for, and what it has to say besides its list.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "engine/tree/confinement.h"
#include "engine/tree/filter.h"
#include "engine/tree/name_conversion.h"

namespace smartsync::tree {

struct ScanOptions {
  bool recursive = false;
  // The list is sent directory by directory: one that several arguments name is read once.
  bool incremental = false;
  bool dirs = false;
  bool relative = false;
  bool implied_dirs = true;
  int one_file_system = 0;
  bool copy_links = false;
  bool copy_unsafe_links = false;
  bool copy_dirlinks = false;
  bool copy_devices = false;  // a device stands in the list as a regular file with its content
  bool hard_links = false;    // identities of files with several names are wanted
  bool identities = false;    // the same of every regular file
  bool times_extra = false;   // access and creation times are wanted
  bool prune_empty_dirs = false;
  bool ignore_missing_args = false;
  bool delete_missing_args = false;
  // Names from a list lead through symlinks only if they are this user's or the superuser's.
  bool own_links_only = false;
  // Those names, with own_links_only, and rules that lie in the tree must be in it. Null: anywhere.
  std::shared_ptr<const Confinement> confinement;
  bool insecure_links = false;  // files of rules may lie behind those of others
  bool fake_super = false;      // owner, mode and device come from "user.rsync.%stat"
  std::shared_ptr<const FilterRules> filters;   // never null
  std::shared_ptr<const NameConversion> names;  // null: both sides write names alike
  std::size_t threads = 1;
};

// What a scan has to say besides its list, with paths as the source has them. Calls arrive one at
// a time.
struct ScanEvents {
  enum class Problem {
    failed,
    failed_below,  // of an incremental list, in a directory that is sent after the first ones
    vanished
  };
  std::function<void(const std::string& sentence, Problem)> problem;
  // A name that was listed is gone. Where this is not empty that is no problem, and its directory
  // counts as read; the path is the whole one.
  std::function<void(const std::string& path)> vanished;
  // What a person should know, though it is no failure. May be empty.
  std::function<void(const std::string& sentence)> warning;
  // The first entry was found. May be empty.
  std::function<void()> first_entry;
  // Asked before each directory: true ends the scan, whose list is worth nothing then. May be
  // empty; called by several threads at once.
  std::function<bool()> must_stop;
  std::function<void(const std::string& path)> skipped_directory;    // neither -r nor -d
  std::function<void(const std::string& path)> skipped_mount_point;  // -xx
  // With copy_unsafe_links, what a symlink leads to takes its place. Called by one thread at a
  // time.
  std::function<void(const std::string& path, const std::string& target)> copied_unsafe_link;
  // A filter rule decided about a name. May be empty.
  std::function<void(const std::string& path, bool is_directory, const FilterRule& rule)> filtered;
  // A name is in the list several times, and only once from now on; `position` is that of what is
  // dropped, as rsync counts. The path is the destination's. May be empty.
  std::function<void(const std::string& path, std::size_t position)> dropped_duplicate;
};

}  // namespace smartsync::tree
