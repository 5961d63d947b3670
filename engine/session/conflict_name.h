// The name of the version that stands beside the file which keeps the name.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/fs/types.h"
#include "engine/session/node.h"

namespace smartsync::session {

// "runs/data.csv" of the network side becomes "runs/data.conflict-network-20261124T090507Z.csv":
// the ending stays, so that the copy opens in the same program. Endings are what follows the last
// dot, ".tar" before it included, unless the name starts with that dot or what follows looks like
// words. A stem that would make the name longer than 255 bytes is cut between two characters.
// `is_taken` is asked about paths; if one is, "-2", "-3", … follows the time.
std::string conflict_name(std::string_view path, Side side, fs::Time when,
                          const std::function<bool(const std::string& path)>& is_taken);

}  // namespace smartsync::session
