// --delay-updates: new versions wait in a directory beside their files until all have arrived.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/backup.h"
#include "engine/sync/run_state.h"
#include "engine/sync/source_removal.h"
#include "engine/sync/temp_file.h"

namespace smartsync::sync {

// May be used from several threads.
class DelayedUpdates {
 public:
  DelayedUpdates(RunState& run, Backup& backup, SourceRemoval& removal)
      : run_(run), backup_(backup), removal_(removal) {}

  struct Waiting {
    std::string path;  // in the transfer, as the destination writes it
    std::string source_path;
    const tree::Entry* entry;
    bool replaces;  // a file of that name exists
  };

  // Moves a complete `temp` to where it waits, in `dir`, to be called `name`.
  void put(TempFile& temp, const fs::Dir& dir, const std::string& name, Waiting file);
  // Gives every waiting file its name. With --remove-source-files only then has it arrived.
  void finish();

 private:
  RunState& run_;
  Backup& backup_;
  SourceRemoval& removal_;
  std::mutex mutex_;
  std::vector<Waiting> waiting_;
};

// The name of the directory that holds partial or waiting files, where the user gave none.
inline constexpr const char* delay_directory = ".~tmp~";

// Where new versions wait, below the directory of their file. Not in one place for all
// (--partial-dir with an absolute path or ".."), where those of one name would replace each other.
std::string waiting_directory(const Options& options);

}  // namespace smartsync::sync
