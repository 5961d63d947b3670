// Source arguments with '*' and '?', which the shells of Windows leave to the programs.
#pragma once

#include <string>
#include <vector>

namespace smartsync::cli {

// Whether arguments arrive as they were typed, so that wildcards are still in them.
bool wildcards_are_left_to_programs();

// The paths that `source` stands for, in order; itself if it has no wildcard or nothing matches. As
// on Windows, '*' matches names that begin with a dot too, "*.*" every name, and letter case does
// not count.
std::vector<std::string> expand_wildcards(const std::string& source);

}  // namespace smartsync::cli
