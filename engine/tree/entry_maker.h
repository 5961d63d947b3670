// What stands in the list for a file that a scan found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/tree/entry.h"
#include "engine/tree/filter.h"
#include "engine/tree/scan_options.h"
#include "engine/tree/scan_report.h"

namespace smartsync::tree {

// May be used by several threads at once. `path` is always a file's path in the transfer, `name`
// its name in `dir` ("" is the directory itself).
class EntryMaker {
 public:
  // Both outlive the maker.
  EntryMaker(const ScanOptions& options, ScanReport& report) : options_(options), report_(report) {}

  // Whether the filter rules keep the file out of the list; the rule that decides is told.
  bool hides(const FilterScope& scope, const std::string& path, bool is_directory) const;
  // What stands for a symlink in the list: itself, or what it leads to if the options ask for
  // that. Nothing if it leads nowhere but would have to be followed.
  std::optional<fs::Stat> follow_link(const fs::Dir& dir, std::string_view name,
                                      const std::string& path, const fs::Stat& link) const;
  static Error no_referent(const fs::Dir& dir, std::string_view name);
  // The entry, still without its name. Throws smartsync::Error if a link cannot be read, or what
  // is to be converted is no text.
  Entry make(const fs::Stat& found, std::uint16_t origin, const fs::Dir& dir,
             std::string_view name) const;

 private:
  bool is_copied_as_unsafe(const fs::Dir& dir, std::string_view name,
                           const std::string& path) const;
  static void take_as_file(fs::Stat& device, const fs::Dir& dir, std::string_view name);
  static bool has_other_names(const fs::Stat& stat, const fs::Dir& dir, std::string_view name);
  void look_behind(fs::Stat& stat, const fs::Dir& dir, std::string_view name) const;

  const ScanOptions& options_;
  ScanReport& report_;
};

}  // namespace smartsync::tree
