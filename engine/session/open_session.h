// What a run works with once both trees are found.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "engine/session/files/claim.h"
#include "engine/session/files/temporary.h"
#include "engine/session/lease.h"
#include "engine/session/session.h"
#include "engine/session/state.h"
#include "engine/session/trees.h"
#include "engine/tree/filter.h"

namespace smartsync::session {

struct OpenSession {
  State state;
  Trees trees;
  std::optional<std::string> marker;  // the project's id, as the network has to show it
  std::shared_ptr<const tree::FilterRules> ignored{};
  bool network_is_remote = false;  // a request costs a round trip
  bool network_is_here = false;    // it lies on a disk of this machine, and no link leads to it
  fs::Time network_now{};          // the network drive's clock, as it was at
  double network_now_at = 0;       // this instant (fs::monotonic_seconds)
  bool other_machines = false;     // another machine's session is at work on it
  std::unique_ptr<Lease> lease{};  // null in a dry run

  // Whether the drive answers, and is still the same project.
  bool is_network_there() const;
  Presence presence(Side side) const;
};

// The state of a staging copy. Throws Ended: none there, in use, damaged.
State open_state(const std::string& local);

// Finds the network tree of a state, finishes what others left half done there, and says who else
// works on it. Throws Ended if it is not there.
OpenSession open_session(State state, const SessionOptions& options, SessionEvents& events);

// A new state for a staging copy, or the one that it has, connected with `network`. Only if the
// user `renews` the connection, a project that is known but has lost its marker gets it back (else
// the directory may be the place where a drive is not connected), and what was agreed about is
// forgotten where nothing of it is left on one of the sides: then everything is brought over again.
// Throws Ended, and has changed nothing then.
enum class Renew : bool { no, yes };
State connect(const std::string& network, const SessionOptions& options, Renew renew,
              SessionEvents& events);

// What a dry run works with instead: connected as connect() would, and neither side shows a trace
// of it. A folder among the temporary files, removed at the end, holds the state where connect()
// would make one or forget what it knows, and stands for LOCAL if that is not there yet.
class Rehearsal {
 public:
  // Throws Ended as connect() does.
  Rehearsal(const std::string& network, const SessionOptions& options, Renew renew,
            SessionEvents& events);

  OpenSession& session() { return *session_; }

 private:
  TemporaryFolder folder_;  // outlives the state in it
  std::optional<OpenSession> session_;
};

}  // namespace smartsync::session
