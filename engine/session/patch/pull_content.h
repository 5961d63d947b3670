// Builds a file's new local version out of the old one and what has to be read from the share.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/files/target_file.h"
#include "engine/session/patch/block_index.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

struct PullRequest {
  fs::Dir remote_root;
  std::string path;         // below both roots; the local directory exists
  Identity remote;          // the version that is wanted
  const BlockIndex* index;  // of exactly that version; null: none is known
  fs::Dir local_root;
  std::optional<Identity> local;  // the version that stands there now, used as basis and replaced
  fs::Time modified;
  std::optional<std::uint16_t> permissions = {};
  unsigned threads = 1;
  std::function<void(std::uint64_t bytes)> progress = {};  // as in PatchRequest
  std::function<void()> before_replace = {};               // likewise; only of pull_in_place
};

// The new version, complete, checked and durable, under a temporary name beside its final one.
// It disappears with this object unless it was put into place.
class PulledFile {
 public:
  // `local`: the version whose place it takes; nullopt: the name must be free.
  PulledFile(FilePlace place, std::optional<Identity> local, std::unique_ptr<sync::TempFile> file,
             BlockIndex index, std::uint64_t received);

  sync::TempFile& file() { return *file_; }
  // Of the remote version, with its identity, whether it was known before or not.
  const BlockIndex& index() const { return index_; }
  std::uint64_t received() const { return received_; }  // bytes read over the link

  // Gives the file its name if what stands there is still the version that it replaces, else throws
  // ChangedMeanwhile. Returns the new local version's stat.
  fs::Stat put_in_place();

 private:
  FilePlace place_;
  std::optional<Identity> local_;
  std::unique_ptr<sync::TempFile> file_;
  BlockIndex index_;
  std::uint64_t received_;
};

// Throws ChangedMeanwhile if the remote file is or becomes another version than the wanted one, and
// smartsync::Error. Content that does not have the index's hash is never returned unless the whole
// file was read twice, with one result: then the index is wrong.
PulledFile pull_content(const PullRequest& request);

}  // namespace smartsync::session
