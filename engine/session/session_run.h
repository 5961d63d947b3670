// One run of a session: look at both trees, plan, carry out, remember.
#pragma once

#include <string>
#include <vector>

#include "engine/session/open_session.h"
#include "engine/session/session.h"

namespace smartsync::session {

struct Wanted {
  Direction direction = Direction::both;
  Operation operation = Operation::incremental_sync;
  // Nothing but the conflicts about and below these paths, at least one for each, which
  // SessionOptions decides for the path; empty: everything.
  std::vector<std::string> only{};
  bool leaves_news = false;  // what is new on the network alone stays there alone
  bool is_status = false;    // everything that would be done counts as waiting
};

// Throws Ended, or smartsync::Error.
Outcome run_session(OpenSession& session, const Wanted& wanted, const SessionOptions& options,
                    SessionEvents& events);

}  // namespace smartsync::session
