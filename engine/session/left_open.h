// The folders that a run opened to change what is in them, and did not live to close.
#pragma once

#include "engine/session/state.h"
#include "engine/session/trees.h"

namespace smartsync::session {

// Gives them their permissions, unless somebody has given them others since, and forgets them. What
// is out of reach is left for the next run. Throws DamagedState, or smartsync::Error of the state.
void close_what_was_left_open(State& state, const Trees& trees);

}  // namespace smartsync::session
