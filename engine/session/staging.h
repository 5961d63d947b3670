// Where staging copies lie, where they must not, and what users name in them.
#pragma once

#include <optional>
#include <string>

#include "engine/fs/dir.h"

namespace smartsync::session {

// nullopt: there is none that can be looked at, for whatever reason.
std::optional<fs::Dir> directory_at(const std::string& path);

// A path that stays valid when the working directory changes.
std::string absolute_path(const std::string& path);

// Throws Ended if one directory lies in the other, or is it. `local` need not exist yet.
void require_apart(const std::string& local, const std::string& network);

// Throws Ended if `local` lies in a staging copy, and so is none itself. It need not exist.
void require_not_within(const std::string& local);

// The path below the root of what a user names in the staging copy `local`: an absolute path, or
// one relative to the working directory if that lies in `local`, else to `local`. It need not
// exist. Throws Ended for the staging copy itself and for what lies outside.
std::string path_in_staging(const std::string& local, const std::string& typed);

}  // namespace smartsync::session
