// The directory beside a file where its new version waits or an unfinished one is kept
// (--partial-dir, --delay-updates).
#pragma once

#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/sync/options.h"

namespace smartsync::sync {

// `where` is an absolute path, or one that starts in the directory `dir` of the file; then ".." may
// only be at its start. Below `dir` no symlink is followed, elsewhere no other user's. All throw
// smartsync::Error.

// Whether each file's directory has its own.
bool is_below_files(const std::string& where);

// Makes what is missing. What stands in the directory's place and is none, be it a symlink, gives
// way.
fs::Dir make_partial_dir(const fs::Dir& dir, const std::string& where, const Options& options);

// nullopt if there is no such directory.
std::optional<fs::Dir> open_partial_dir(const fs::Dir& dir, const std::string& where,
                                        const Options& options);

// An absolute one is the user's, and stays.
void remove_empty_partial_dir(const fs::Dir& dir, const std::string& where);

}  // namespace smartsync::sync
