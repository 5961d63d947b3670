// Paths that the user named, which no symlink of another user may lead elsewhere.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/sync/options.h"

namespace smartsync::sync {

// Throws smartsync::Error (ELOOP) if a symlink of another user is on the way to `path`: where it
// leads is not what the user said. Not with --insecure-links. The last component is looked at only
// with `follow_last`.
void refuse_links_of_others(const Options& options, const std::string& path,
                            bool follow_last = true);

// The directory there. Throws as refuse_links_of_others() does, and if there is none.
fs::Dir open_user_dir(const Options& options, const std::string& path);

// The content of the file, as tree::read_named_file() has it. Throws as refuse_links_of_others().
std::optional<std::string> read_user_file(const Options& options, const std::string& path);

// A directory that is opened when it is first needed and kept for the rest of the run. May be used
// from several threads.
class KeptDir {
 public:
  // `open` returns the directory; when it throws, the next who asks tries again.
  template <typename Open>
  fs::Dir get(Open open) {
    const std::lock_guard lock(mutex_);
    if (!dir_.is_open()) dir_ = open();
    return dir_;
  }

 private:
  std::mutex mutex_;
  fs::Dir dir_;
};

}  // namespace smartsync::sync
