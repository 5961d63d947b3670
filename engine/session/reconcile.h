// The three-way plan: a pure function of what both sides are and what they were when they last
// agreed. docs/sessions.md has its decision table.
#pragma once

#include "engine/session/plan.h"

namespace smartsync::session {

Plan reconcile(const Base& base, const Snapshot& local, const Snapshot& network,
               const PlanOptions& options);

}  // namespace smartsync::session
