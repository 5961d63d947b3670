// Keeps what a run replaces or deletes: --backup, --backup-dir, --suffix.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/dir.h"
#include "engine/fs/types.h"
#include "engine/sync/run_state.h"
#include "engine/sync/user_path.h"

namespace smartsync::sync {

// What will become of a file once its backup is made.
enum class Original {
  goes,      // it is deleted: its backup is the file itself under another name
  replaced,  // another file is renamed over it: until then it keeps its name
  rewritten  // it is changed where it lies
};

class Backup {
 public:
  explicit Backup(RunState& run);

  bool wanted() const { return run_.options.backup; }
  // Tells which backup directory there will be, if one was asked for.
  void announce();
  // Without a backup directory a backup is not backed up again.
  bool applies_to(std::string_view name) const;
  // Keeps `dir/name`, whose path in the transfer is `path`, under its backup name, replacing an
  // older backup. At no instant is there nothing under either name that was there before, unless
  // the filesystem has no hard links and the file is none that could be copied. `slot` is that of
  // the file's item, if it is told later. A dry run only tells. Throws smartsync::Error.
  void make(const fs::Dir& dir, std::string_view name, const std::string& path, fs::FileType type,
            Original original, std::optional<OrderedEvents::Slot> slot = {});

 private:
  // Returns how, in the words of rsync's --debug=backup; "" where it has none.
  std::string keep(const fs::Dir& dir, std::string_view name, const fs::Dir& to_dir,
                   fs::FileType type, Original original);
  // Where a symlink leads that must not be backed up.
  std::optional<std::string> unsafe_target(const fs::Dir& dir, std::string_view name,
                                           const std::string& path) const;
  fs::Dir directory_for(const std::string& path);

  RunState& run_;
  std::string suffix_;
  KeptDir top_;  // of --backup-dir
};

}  // namespace smartsync::sync
