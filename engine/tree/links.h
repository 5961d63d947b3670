// What a symlink's text says about where it leads.
#pragma once

#include <string_view>

namespace smartsync::tree {

// Whether a symlink at `path` in the transfer leads out of it: an absolute or empty target, or one
// whose ".." climb above the transfer's root (rsync(1), --safe-links).
bool is_unsafe_link(std::string_view target, std::string_view path);

}  // namespace smartsync::tree
