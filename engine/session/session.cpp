#include "engine/session/session.h"

#include <algorithm>
#include <utility>

#include "engine/fs/error.h"
#include "engine/session/databases.h"
#include "engine/session/ignore_rules.h"
#include "engine/session/reconcile.h"
#include "engine/session/session_run.h"
#include "engine/session/snapshot.h"
#include "engine/session/staging.h"

namespace smartsync::session {

namespace {

Outcome run(State state, const Wanted& wanted, const SessionOptions& options,
            SessionEvents& events) {
  OpenSession session = open_session(std::move(state), options, events);
  return run_session(session, wanted, options, events);
}

// The first full copy, or the rest of it.
Outcome run_first(State state, const SessionOptions& options, SessionEvents& events) {
  OpenSession session = open_session(std::move(state), options, events);
  const Outcome outcome =
      run_session(session, {Direction::pull, Operation::initial_sync}, options, events);
  if (outcome.code == ExitCode::ok) session.state.set(State::Fact::initialised, true);
  return outcome;
}

Outcome rehearse(const std::string& network, Direction direction, Renew renew,
                 const SessionOptions& options, SessionEvents& events) {
  Rehearsal rehearsal(network, options, renew, events);
  return run_session(rehearsal.session(), {direction}, options, events);
}

// What an earlier run could not deliver goes with the next pull.
Direction direction_of_pull(State& state) {
  const bool undelivered = state.is(State::Fact::initialised) && state.is(State::Fact::undelivered);
  return undelivered ? Direction::both : Direction::pull;
}

// Whatever becomes of this run, what it was to deliver goes with the next.
void note_results(State& state, const SessionOptions& options) {
  if (!options.dry_run) state.set(State::Fact::undelivered, true);
}

// Two empty directories: a new project. The marker that is left there tells the drive from a place
// where it is not connected, from then on.
bool is_nothing(const std::string& network, const std::string& local) {
  const auto is_empty = [](const fs::Dir& directory) { return directory.list().entries.empty(); };
  const auto there = directory_at(network);
  const auto here = directory_at(local);
  try {
    return there && is_empty(*there) && (!here || is_empty(*here));
  } catch (const Error&) {
    return false;  // connect() says what is wrong
  }
}

// A step whose results would be brought over without any sync before it.
void require_results(const std::string& local) {
  try {
    if (!fs::Dir::open(local).list().entries.empty()) return;
  } catch (const Error& error) {
    throw Ended{ExitCode::usage, error.what()};
  }
  throw Ended{ExitCode::usage,
              "the local project \"" + local + "\" is empty: nothing was brought to the network"};
}

// What waits on this side of a drive that is not there: the network is taken to be as it was.
Plan plan_offline(const Base& base, const std::string& local) {
  const fs::Dir root = fs::Dir::open(local);
  const auto ignored = load_ignore_rules(root);
  Snapshot here = take_snapshot(local, {.ignored = ignored});
  note_databases(here, root, base, Side::local, 1, {});
  const tree::FilterScope rules(ignored, local);
  Snapshot there;
  std::string_view left_out;  // what is ignored since the last sync is not deleted
  for (const auto& [path, agreed] : base) {
    if (!left_out.empty() && is_within(path, left_out)) continue;
    if (rules.excludes(tree::Side::sender, path, agreed.network.is_directory())) {
      left_out = path;
    } else {
      there.nodes.emplace_hint(there.nodes.end(), path, agreed.network);
    }
  }
  PlanOptions options;
  options.direction = Direction::push;
  options.name_beside = [](std::string_view path, Side) { return std::string(path); };
  Plan plan = reconcile(base, here, there, options);
  plan.incomplete = true;  // nobody knows what the drive has by now
  return plan;
}

// While the drive hangs, and the run with it.
void tell_what_waits(const Base& base, const std::string& local, SessionEvents& events) {
  try {
    events.planned(plan_offline(base, local));
  } catch (const Error& error) {
    events.error(error.what());
  }
}

}  // namespace

Outcome init(const std::string& network, const SessionOptions& options, SessionEvents& events) {
  if (options.dry_run) return rehearse(network, Direction::pull, Renew::yes, options, events);
  State state = connect(network, options, Renew::yes, events);
  if (!state.is(State::Fact::initialised)) return run_first(std::move(state), options, events);
  return run(std::move(state), {Direction::pull}, options, events);
}

Outcome synchronise(Direction direction, const SessionOptions& options, SessionEvents& events) {
  State state = open_state(options.local);
  if (direction != Direction::pull) note_results(state, options);
  return run(std::move(state), {direction}, options, events);
}

Outcome pre_step(const std::string& network, const SessionOptions& options, SessionEvents& events) {
  const bool is_new = !is_staging_copy(options.local) && is_nothing(network, options.local);
  const Renew renew = is_new ? Renew::yes : Renew::no;
  if (options.dry_run) {
    Rehearsal rehearsal(network, options, renew, events);
    const Direction direction = direction_of_pull(rehearsal.session().state);
    return run_session(rehearsal.session(), {direction}, options, events);
  }
  State state = connect(network, options, renew, events);
  if (!state.is(State::Fact::initialised)) return run_first(std::move(state), options, events);
  const Direction direction = direction_of_pull(state);
  return run(std::move(state), {direction}, options, events);
}

Outcome post_step(const std::string& network, const SessionOptions& options,
                  SessionEvents& events) {
  if (!is_staging_copy(options.local)) {
    require_results(options.local);
  } else {
    State state = open_state(options.local);
    note_results(state, options);
  }
  if (options.dry_run) return rehearse(network, Direction::push, Renew::no, options, events);
  return run(connect(network, options, Renew::no, events), {Direction::push}, options, events);
}

Outcome resolve(const std::vector<std::string>& paths, OnConflict keep,
                const SessionOptions& options, SessionEvents& events) {
  State state = open_state(options.local);
  SessionOptions decided = options;
  decided.on_conflict = OnConflict::stop;
  Wanted wanted{Direction::both, Operation::incremental_sync};
  for (const std::string& typed : paths) {
    wanted.only.push_back(path_in_staging(options.local, typed));
    decided.decided[wanted.only.back()] = keep;
  }
  return run(std::move(state), wanted, decided, events);
}

Outcome status(const SessionOptions& options, SessionEvents& events) {
  State state = open_state(options.local);
  const Base base = state.load_base();
  SessionOptions looking = options;
  looking.dry_run = true;
  looking.before_abandoning = [&] { tell_what_waits(base, options.local, events); };
  try {
    Wanted wanted{Direction::both};
    wanted.is_status = true;
    return run(std::move(state), wanted, looking, events);
  } catch (const Ended& ended) {
    if (ended.code != ExitCode::unreachable) throw;
    const Plan plan = plan_offline(base, options.local);
    events.error(ended.sentence);
    events.planned(plan);
    Outcome outcome;
    outcome.code = ExitCode::unreachable;
    outcome.waiting = plan.actions.size();
    return outcome;
  }
}

bool is_staging_copy(const std::string& path) {
  try {
    const auto directory = directory_at(path);
    return directory && directory->stat(state_path);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace smartsync::session
