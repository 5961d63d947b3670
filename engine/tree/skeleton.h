// What the source arguments themselves name, as a tree: the skeleton that listing directories
// fills.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/tree/entry.h"
#include "engine/tree/file_list.h"
#include "engine/tree/filter.h"
#include "engine/tree/scan_options.h"
#include "engine/tree/scan_report.h"

namespace smartsync::tree {

// A directory of an origin that is put into the list, and whose content then goes into a Directory
// of it. Where several source arguments share a directory's name, one Directory has several fills.
struct Fill {
  std::uint16_t origin;
  std::size_t place;  // among the fills of a name; found ones have that of their directory
  FilterScope scope;  // as it stands in the directory's parent, or in the root
  std::uint64_t device = 0;
  bool has_content = true;  // false: only the directory itself was put there
  bool has_rules = false;   // `scope` stands in the directory itself
};

// One name of the skeleton. Its root stands for the root of the transfer.
struct Named {
  Entry entry;
  bool has_entry = false;
  // How many times the arguments put it into the list, and how many of them as no directory.
  std::size_t sent = 0;
  std::size_t sent_as_file = 0;
  // The argument, counted from 1, at which it was implied last; below the first level, at which the
  // directory above was. 0: it never was.
  std::size_t implied_at = 0;
  std::pair<std::uint16_t, std::string> last_implied;  // below it: start and name
  std::vector<Fill> fills;                             // in argument order
  std::map<std::string, Named, std::less<>> below;
};

// Takes `sources` apart, or with `files_from` its names in the one directory that `sources` names,
// and opens the origins of `list` in argument order. What an argument sends counts in `list.found`.
// An argument that is not there or cannot be read is told and left out. Throws ArgumentError.
Named name_arguments(const std::vector<std::string>& sources,
                     const std::optional<std::vector<std::string>>& files_from,
                     const ScanOptions& options, ScanReport& report, FileList& list);

// Leaves those of a directory's fills, in the order in which they were put into the list, that are
// read. A complete list reads what has content as often as it was named. An incremental one skips
// every second of those that come from where the first does (as rsync does, and counts).
void choose_fills(std::vector<Fill>& fills, bool incremental);

}  // namespace smartsync::tree
