// Where goes what loses: ROOT/.smartsync/trash, a folder for each run.
#pragma once

#include <cstdint>
#include <mutex>
#include <set>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/files/target_file.h"

namespace smartsync::session {

// What is kept at most. The folder of the newest run stays whatever its size.
inline constexpr std::int64_t trash_seconds = 30ll * 24 * 60 * 60;
inline constexpr std::uint64_t trash_bytes = 5ull << 30;

// May be used from several threads.
class Trash {
 public:
  // Of one run, in the tree `root`; nothing is made before it is needed.
  Trash(fs::Dir root, fs::Time now);

  // Moves what is at `path` into the run's folder, under the same path; a directory with all that
  // is in it. Throws smartsync::Error: then it stays where it is.
  void keep(const std::string& path);
  // Likewise a durable copy of a file that stays; the copy has its time. Returns where it lies, as
  // a user would type it.
  std::string keep_copy(const fs::File& file, const std::string& path);
  bool is_used() const { return folder_.is_open(); }
  // When the run has put everything there: prune_trash, by the clock of whoever keeps the tree;
  // what this run put there stays.
  void prune();

 private:
  // A place in the run's folder that nothing has, nor gets: nobody else puts anything there.
  FilePlace place_for(const std::string& path);
  std::string free_path(const std::string& path);
  void make_folder();

  fs::Dir root_;
  fs::Time now_;
  std::mutex mutex_;             // guards what follows; nothing is moved under it, so that many can
  fs::Dir folder_;               // made when it is first needed
  std::set<std::string> taken_;  // paths in it, and folders on the way, without case
  std::string name_;             // of the folder
};

// Removes the folders of runs that lie too far back, and the oldest while all together are too
// large; never `own`. What cannot be removed stays.
void prune_trash(const fs::Dir& root, fs::Time now, std::uint64_t most_bytes = trash_bytes,
                 const std::string& own = {});

}  // namespace smartsync::session
