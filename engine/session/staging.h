// Where staging copies lie, and where they must not.
#pragma once

#include <string>

namespace smartsync::session {

// A path that stays valid when the working directory changes.
std::string absolute_path(const std::string& path);

// Throws Ended if one directory lies in the other, or is it. `local` need not exist yet.
void require_apart(const std::string& local, const std::string& network);

}  // namespace smartsync::session
