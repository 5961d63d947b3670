// What a crash of the server would lose: every change since it was last told to keep it.
//
// The model is that of a server on a journaling filesystem that writes content back late:
// - Content (writes, server-side copies, changes of length) is durable when its file is synced.
// - Names and attributes (create, rename, unlink, mkdir, rmdir, link, symlink, chmod, chown,
//   utimes) go into one journal in their order; a sync of any file or directory makes all of them
//   durable that came before.
// A crash undoes the rest, latest first. So a file that was written, renamed over another and never
// synced is gone and the other is back; and if something else was synced after the rename, it
// stands there with the length and content that it had when it was last synced: usually empty.
#pragma once

#include <fuse3/fuse_lowlevel.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/share/nodes.h"

namespace smartsync::share {

class Unsynced {
 public:
  // Replaced and deleted files are kept in the directory `graveyard` (made here, on the backing's
  // filesystem) until their end is durable. Empty: changes are not recorded, a crash loses nothing.
  explicit Unsynced(const std::string& graveyard);
  Unsynced(const Unsynced&) = delete;
  Unsynced& operator=(const Unsynced&) = delete;

  bool is_recorded() const { return graveyard_ >= 0; }

  // One change: first it says what it is about to do, then it does it, then it calls done(). A
  // change that is not done is one that failed, and is forgotten.
  class Change;

  void synced(const Node& node);
  // Undoes what is not synced. The caller sees to it that no change begins any more.
  void crash();
  // All of it is durable, and nothing is recorded after it: the server is shut down properly.
  void shut_down();

 private:
  struct Step {
    fuse_ino_t content_of = 0;  // 0: of a name or attributes
    std::function<void()> undo;
    std::string grave;       // what in the graveyard is not needed once this is durable
    bool has_acted = false;  // the backing is changed already
  };

  void forget_grave(const Step& step) const;

  std::string graveyard_path_;
  int graveyard_ = -1;
  std::mutex mutex_;
  std::vector<Step> steps_;
  unsigned long last_grave_ = 0;
};

// Holds off all other changes while it lives, if changes are recorded.
class Unsynced::Change {
 public:
  explicit Change(Unsynced& unsynced);
  Change(Change&&) = default;
  Change& operator=(Change&&) = delete;
  ~Change();

  void will_create(const NodePointer& parent, const std::string& name, bool is_directory);
  // Keeps a file under a second name. A directory has only one, so it is taken away at once: true.
  // Throws ENOTEMPTY.
  bool will_remove(const NodePointer& parent, const std::string& name);
  void will_rename(const NodePointer& from, const std::string& old_name, const NodePointer& to,
                   const std::string& new_name);
  void will_set_attributes(const NodePointer& node);
  // Content in [offset, offset + length), or the file's length up to there.
  void will_write(const NodePointer& node, off_t offset, std::uint64_t length);
  void will_truncate(const NodePointer& node, off_t size);
  void done();

 private:
  void save_content(const NodePointer& node, off_t from, off_t to);

  Unsynced& unsynced_;
  std::unique_lock<std::mutex> lock_;
  std::vector<Step> steps_;
};

}  // namespace smartsync::share
