// The directory beside a file where its new version waits or an unfinished one is kept
// (--partial-dir, --delay-updates).
#pragma once

#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/sync/run_state.h"

namespace smartsync::sync {

// `where` is an absolute path, or one below the directory `dir` of the file. Symlinks are not
// followed below `dir`, and of those to an absolute path no other user's. All throw
// smartsync::Error.

// Makes what is missing. What stands in the directory's place and is none, be it a symlink, gives
// way.
fs::Dir make_partial_dir(const fs::Dir& dir, const std::string& where, const RunState& run);

// nullopt if there is no such directory.
std::optional<fs::Dir> open_partial_dir(const fs::Dir& dir, const std::string& where,
                                        const RunState& run);

// An absolute one is the user's, and stays.
void remove_empty_partial_dir(const fs::Dir& dir, const std::string& where);

}  // namespace smartsync::sync
