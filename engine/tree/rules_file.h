// Reads the files of rules that lie in a tree, for FilterScope::enter.
#pragma once

#include <functional>

#include "engine/fs/error.h"
#include "engine/tree/filter_list.h"

namespace smartsync::tree {

// Unless `insecure_links`, a file behind a symlink of another user is none: who can make links in a
// tree would decide what is copied and deleted there. `refused` is told of it then, and may be
// called by several threads at once.
ReadFile rules_reader(bool insecure_links, std::function<void(const Error&)> refused);

}  // namespace smartsync::tree
