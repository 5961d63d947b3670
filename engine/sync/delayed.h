// --delay-updates: new versions wait in a directory beside their files until all have arrived.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/backup.h"
#include "engine/sync/run_state.h"
#include "engine/sync/temp_file.h"

namespace smartsync::sync {

// May be used from several threads.
class DelayedUpdates {
 public:
  DelayedUpdates(RunState& run, Backup& backup) : run_(run), backup_(backup) {}

  // Moves a complete `temp` to where it waits. `path` is the file's path in the transfer;
  // `replaces` tells that a file of that name exists.
  void put(TempFile& temp, const fs::Dir& dir, const std::string& name, const std::string& path,
           bool replaces);
  // Gives every waiting file its name.
  void finish();

 private:
  struct Waiting {
    std::string path;
    bool replaces;
  };

  RunState& run_;
  Backup& backup_;
  std::mutex mutex_;
  std::vector<Waiting> waiting_;
};

// The name of the directory that holds partial or waiting files, where the user gave none.
inline constexpr const char* delay_directory = ".~tmp~";

}  // namespace smartsync::sync
