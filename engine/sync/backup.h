// Keeps what a run replaces or deletes: --backup, --backup-dir, --suffix.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"
#include "engine/sync/run_state.h"

namespace smartsync::sync {

class Backup {
 public:
  explicit Backup(RunState& run);

  bool wanted() const { return run_.options.backup; }
  // Tells which backup directory there will be, if one was asked for.
  void announce();
  // Without a backup directory a backup is not backed up again.
  bool applies_to(std::string_view name) const;
  // Moves `dir/name`, whose path in the transfer is `path`, to its backup name, replacing an older
  // backup. `keep_original` copies instead (for --inplace). `slot` is that of the file's item, if
  // it is told later. A dry run only tells. Throws smartsync::Error.
  void make(const fs::Dir& dir, std::string_view name, const std::string& path, fs::FileType type,
            bool keep_original, std::optional<OrderedEvents::Slot> slot = {});

 private:
  void move_or_copy(const fs::Dir& dir, std::string_view name, const std::string& path,
                    fs::FileType type, bool keep_original);
  fs::Dir directory_for(const std::string& path);

  RunState& run_;
  std::string suffix_;
};

}  // namespace smartsync::sync
