// What the users and groups of the list become at the destination, told for --debug=own2.
#pragma once

#include "engine/sync/run_state.h"

namespace smartsync::sync {

// Each one once, as the list has them; nothing where numbers stay what they are.
void tell_owners(RunState& run);

}  // namespace smartsync::sync
