// What the source arguments themselves name, as a tree: the skeleton that listing directories
// fills.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/tree/entry.h"
#include "engine/tree/file_list.h"
#include "engine/tree/filter.h"
#include "engine/tree/scan_options.h"
#include "engine/tree/scan_report.h"

namespace smartsync::tree {

// A directory of an origin whose content goes into a Directory of the list. Where several source
// arguments share a directory's name, one Directory has several fills.
struct Fill {
  std::uint16_t origin;
  FilterScope scope;  // as it stands in the directory's parent, or in the root
  std::uint64_t device;
};

// One name of the skeleton. Its root stands for the root of the transfer.
struct Named {
  Entry entry;
  bool has_entry = false;
  std::size_t sent = 0;  // how many times the arguments put it into the list
  bool implied = false;  // by one of them
  std::vector<Fill> fills;
  std::map<std::string, Named, std::less<>> below;
};

// Takes `sources` apart, or with `files_from` its names in the one directory that `sources` names,
// and opens the origins of `list` in argument order. What an argument sends counts in `list.found`.
// An argument that cannot be used is told and left out.
Named name_arguments(const std::vector<std::string>& sources,
                     const std::optional<std::vector<std::string>>& files_from,
                     const ScanOptions& options, ScanReport& report, FileList& list);

// Adds one more content to a directory's. The same directory, named twice, is read twice only where
// the arguments make one complete list, not an incremental one.
void add_fill(std::vector<Fill>& fills, Fill fill, const FileList& list, bool incremental);

}  // namespace smartsync::tree
