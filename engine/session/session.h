// A Smart Sync session: a project on a network drive and its local staging copy, kept in step.
// docs/sessions.md is its manual; the order of one run is that of Session::run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session/apply.h"
#include "engine/session/lease.h"
#include "engine/session/plan.h"
#include "engine/session/sync_log.h"

namespace smartsync::session {

// How a run ends.
enum class ExitCode : int {
  ok = 0,
  usage = 1,
  interrupted = 20,
  partial = 23,      // some files could not be brought over
  timeout = 30,      // another run held the staging copy for too long
  conflicts = 40,    // conflicts wait for a decision, or a mass deletion does
  unreachable = 41,  // the network drive
  damaged = 42,      // the session's state
};

// The whole run is impossible, or ends here.
struct Ended {
  ExitCode code;
  std::string sentence;
};

struct SessionOptions {
  std::string local;
  bool dry_run = false;
  int parallel = 0;  // requests in flight on the network drive; 0: chosen for it
  int timeout = 60;  // seconds without an answer; 0: waits for ever
  OnConflict on_conflict = OnConflict::keep_both;
  PathMap<OnConflict> decided{};
  bool allow_mass_delete = false;
  DeliveryOptions delivery{};
  // Called by a thread of its own before a run that hangs in the drive is abandoned. May be empty.
  std::function<void()> before_abandoning{};
};

// What a run tells while it works; one call at a time. Sentences are whole and end without a stop.
class SessionEvents {
 public:
  virtual ~SessionEvents() = default;
  virtual void scanned(std::uint64_t local, std::uint64_t network) = 0;  // entries
  // Somebody else works with the project.
  virtual void other_session(const LeaseHolder& holder) = 0;
  virtual void planned(const Plan& plan) = 0;
  virtual void done(const Action& action, std::uint64_t bytes) = 0;
  virtual void progress(std::uint64_t bytes) = 0;
  // Of a run that only looks: what it would do. Otherwise told when the work is over: what became
  // of it.
  virtual void conflict(const Conflict& conflict) = 0;
  // A person is asked what to do; without one the run's policy is the answer. Whoever interrupts
  // the process (fs::interrupted) instead of answering ends the run. Never called by a run that
  // only looks.
  // So many more that may be asked follow.
  virtual OnConflict ask(const Conflict& conflict, OnConflict policy, std::size_t following) = 0;
  virtual bool ask_mass_deletion(Side side, std::size_t deletions, std::size_t known) = 0;
  virtual void notice(const std::string& sentence) = 0;
  // For who wants to know it exactly.
  virtual void detail(const std::string& sentence) = 0;
  virtual void error(const std::string& sentence) = 0;
  // The drive hangs in a request: the process ends as soon as this returns. Called by a thread of
  // its own, whatever else is being told.
  virtual void abandon(const std::string& sentence) = 0;
};

struct Outcome {
  ExitCode code = ExitCode::ok;
  Counts counts{};
  std::uint64_t conflicts = 0;
  std::uint64_t waiting = 0;  // actions left for the other direction; of status: all
  double seconds = 0;
};

// All functions throw Ended, or smartsync::Error.

// Connects LOCAL with NETWORK and makes the first full copy, or goes on with one. A staging copy
// that is there already is adopted: compared with the network, and overwritten nowhere.
Outcome init(const std::string& network, const SessionOptions& options, SessionEvents& events);

// Brings over what changed.
Outcome synchronise(Direction direction, const SessionOptions& options, SessionEvents& events);

// pre-step: initialises or pulls; what an earlier run could not deliver goes to the network, too.
Outcome pre_step(const std::string& network, const SessionOptions& options, SessionEvents& events);

// post-step: pushes.
Outcome post_step(const std::string& network, const SessionOptions& options, SessionEvents& events);

// Settles the conflicts about and below `paths`, as a user types them (path_in_staging), and does
// nothing else.
Outcome resolve(const std::vector<std::string>& paths, OnConflict keep,
                const SessionOptions& options, SessionEvents& events);

// What a run would do, without doing it or needing the drive: what is not reachable is told.
Outcome status(const SessionOptions& options, SessionEvents& events);

// Pushes what is left, and removes the staging copy if everything in it is on the network. What is
// new on the network alone is not brought over first.
Outcome finish(const SessionOptions& options, SessionEvents& events);

bool is_staging_copy(const std::string& path);

// The staging copy that a directory is, or lies in; the directory itself if it is none.
std::string staging_copy_around(const std::string& directory);

// Where a project is staged if the user does not say: in the system's temporary directory, under
// its own name, or with a number behind it if that one belongs to another project.
std::string default_staging(const std::string& network);

}  // namespace smartsync::session
