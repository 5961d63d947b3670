// The block indexes that lie beside the data: ROOT/.smartsync/index/NN/HASH-of-path, so that
// everybody who works with the share knows what its files contain without reading them.
#pragma once

#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/patch/block_index.h"

namespace smartsync::session {

constexpr const char* index_directory = ".smartsync/index";

// May be used from several threads for different paths.
class ShareIndexes {
 public:
  // `root`: of the share. Nothing is created before store().
  explicit ShareIndexes(fs::Dir root) : root_(std::move(root)) {}

  struct Answer {
    std::optional<BlockIndex> index;
    // Why there is none, one sentence; empty if the file simply has no index.
    std::string reason{};
    // What lies there is no index, or another file's: somebody should know.
    bool damaged = false;
  };
  // The index of `path`, valid for exactly the version `identity`. Whatever else is found (damaged,
  // foreign, of another version, out of reach) is not used and not an error.
  Answer load(const std::string& path, const Identity& identity) const;
  // Puts the index there atomically, in one write. Throws smartsync::Error.
  void store(const BlockIndex& index) const;
  // Removes the index of `path` if there is one. Throws smartsync::Error.
  void remove(const std::string& path) const;

 private:
  fs::Dir root_;
};

}  // namespace smartsync::session
