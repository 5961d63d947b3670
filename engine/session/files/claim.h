// Whether somebody may still be at work with a file that a session has left unfinished: its owner
// holds a lock on it; where locks tell nothing, its age does.
#pragma once

#include <cstdint>

#include "engine/fs/file.h"
#include "engine/fs/process.h"
#include "engine/fs/types.h"

namespace smartsync::session {

// What is known of a tree when a session looks for what others have left in it.
struct Presence {
  bool other_machines = false;  // another machine's session is at work there
  fs::Time now = fs::now();     // by the tree's clock
};

// Takes the file's lock. A share may grant each machine every lock (mounted with "nobrl", or by a
// server that keeps none): while another machine is at work, one that was granted proves nothing
// and counts as unsupported.
fs::Lock claim(const fs::File& file, const Presence& presence);

// Whether nobody has written to the file for more than so many seconds.
bool is_older(const fs::Stat& file, std::int64_t seconds, const Presence& presence);

}  // namespace smartsync::session
