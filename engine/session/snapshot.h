// What a tree looks like now.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/node.h"
#include "engine/tree/filter.h"

namespace smartsync::session {

struct SnapshotOptions {
  std::shared_ptr<const tree::FilterRules> ignored;  // what does not travel; never null
  std::size_t threads = 1;
  // Told, one at a time, what could not be looked at. May be empty.
  std::function<void(const std::string& sentence)> problem{};
  std::function<bool()> must_stop{};  // true ends the scan early; may be empty
};

// Lists everything below `root`, which is listed itself or the list is worth nothing: then "" is in
// `unknown`. Devices, sockets and pipes are `unknown` too: they neither travel nor give way.
Snapshot take_snapshot(const std::string& root, const SnapshotOptions& options);

// The node of what `stat` describes; a symlink is read. Throws smartsync::Error.
Node make_node(const fs::Stat& stat, const fs::Dir& dir, std::string_view name);

}  // namespace smartsync::session
