// What a run carries out of a plan where it is not to carry out all.
#pragma once

#include <string>
#include <vector>

#include "engine/session/plan.h"

namespace smartsync::session {

// Leaves the conflicts about and below `paths`, and what settles them. Throws Ended if there is
// none about one of the paths.
void keep_conflicts(Plan& plan, const std::vector<std::string>& paths);

// Leaves the staging copy without what is new on the network alone. What was touched here is still
// made equal: only then is it known to be on the network. `local` is the staging copy as the plan
// was made for it, `base` what was agreed about.
void leave_news(Plan& plan, const Snapshot& local, const Base& base);

}  // namespace smartsync::session
