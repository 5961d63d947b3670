#include "engine/session/open_session.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/fs/volume.h"
#include "engine/session/drive_watch.h"
#include "engine/session/files/printable.h"
#include "engine/session/ignore_rules.h"
#include "engine/session/journal_replay.h"
#include "engine/session/left_open.h"
#include "engine/session/marker.h"
#include "engine/session/staging.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {

namespace {

constexpr std::chrono::seconds wait_for_others{10};

constexpr const char* if_it_is_right =
    "if it is the right folder (the drive was perhaps not connected at the beginning), remove "
    ".smartsync/state.db from the staging copy and run \"smartsync init\" with the two "
    "directories, "
    "which compares them anew and overwrites neither";

// Runs `work`, whose errors about the state end the run.
template <typename Work>
auto ending(Work work) {
  try {
    return work();
  } catch (const DamagedState& error) {
    throw Ended{ExitCode::damaged, error.what()};
  } catch (const StateInUse& error) {
    throw Ended{ExitCode::timeout, error.what()};
  }
}

[[noreturn]] void marker_is_missing(const std::string& network) {
  throw Ended{ExitCode::unreachable,
              "\"" + network +
                  "\" is not the project that this staging copy belongs to, or the drive is not "
                  "connected (.smartsync/project is missing): nothing was changed; if it is the "
                  "right folder, run \"smartsync init\" with the two directories"};
}

// Who asks for the connection is not told to ask for it.
[[noreturn]] void project_is_missing(const std::string& network, const std::string& local) {
  throw Ended{ExitCode::unreachable,
              "\"" + network + "\" is empty, and is to hold the project that \"" + local +
                  "\" is the staging copy of: nothing was changed; is the network drive connected? "
                  "If the project is to begin anew there, remove .smartsync/state.db from the "
                  "staging copy and run \"smartsync init\" again"};
}

fs::Dir open_network(const Project& project) {
  std::optional<std::string> id;
  fs::Dir network;
  try {
    network = fs::Dir::open(project.network);
    id = read_marker(network);
  } catch (const DamagedMarker& error) {
    throw Ended{ExitCode::damaged, error.what()};
  } catch (const Error& error) {
    throw Ended{ExitCode::unreachable,
                std::string(error.what()) + "; " + drive_is_lost(project.network)};
  }
  if (id == project.id) return network;
  if (id)
    throw Ended{ExitCode::unreachable, "\"" + project.network +
                                           "\" is another project than the one that this staging "
                                           "copy belongs to: nothing was changed; " +
                                           if_it_is_right};
  marker_is_missing(project.network);
}

void finish_what_was_begun(const OpenSession& session, Side side, SessionEvents& events) {
  const fs::Dir& root = session.trees.at(side);
  const Presence presence = session.presence(side);
  try {
    remove_session_leftovers(root, presence);
    for (const JournalEnd& end : finish_journals(root, presence)) events.notice(end.sentence);
  } catch (const Error& error) {
    if (side == Side::local || session.is_network_there()) throw;
    throw Ended{ExitCode::unreachable,
                std::string(error.what()) + "; " + drive_is_lost(session.state.project().network)};
  }
}

// Takes the lease and tells who else has one.
void meet_others(OpenSession& session, SessionEvents& events) {
  session.lease = std::make_unique<Lease>(session.trees.network);
  session.network_now = session.lease->network_now();
  session.network_now_at = fs::monotonic_seconds();
  const std::string here = printable(fs::host_name());
  // One person's sessions on one machine are told as one, since the first of them.
  std::map<std::pair<std::string, std::string>, LeaseHolder> people;
  for (LeaseHolder& holder : session.lease->others()) {
    session.other_machines = session.other_machines || holder.machine != here;
    LeaseHolder& told = people.try_emplace({holder.user, holder.machine}, holder).first->second;
    told.since = std::min(told.since, holder.since);
  }
  for (const auto& [person, holder] : people) events.other_session(holder);
}

// A directory without a marker may be any other project.
void require_known_place(const State& state, const std::string& network) {
  if (absolute_path(network) == state.project().network) return;
  throw Ended{ExitCode::usage,
              "this staging copy belongs to \"" + state.project().network + "\", and \"" + network +
                  "\" says nothing of being the same project: nothing was changed"};
}

struct MetNetwork {
  fs::Dir dir;
  std::optional<std::string> id;  // of the project that it says it is
  bool empty = true;
  bool holds_nothing = true;  // that a user knows
};

// That a user knows. So is a staging copy whose content is gone with one blow, which nobody asks
// for again to delete it on the network as well.
bool is_emptied(const std::vector<fs::Listed>& entries) {
  return std::ranges::all_of(entries, is_debris, &fs::Listed::name);
}

// As far as the system tells: a filesystem that it does not know may be anything.
bool is_on_this_machine(const fs::Volume& volume) {
  return !volume.network && !volume.type.empty();
}

MetNetwork meet_network(const std::string& network) {
  try {
    const fs::Dir dir = fs::Dir::open(network);
    const std::vector<fs::Listed> entries = dir.list().entries;
    return {dir, read_marker(dir), entries.empty(), is_emptied(entries)};
  } catch (const DamagedMarker& error) {
    throw Ended{ExitCode::damaged, error.what()};
  } catch (const Error& error) {
    throw Ended{ExitCode::unreachable,
                std::string(error.what()) + "; is the network drive connected?"};
  }
}

// An empty directory is nobody's project, where there was one or is to be one.
void require_content(const MetNetwork& met, const std::string& network, const std::string& local) {
  if (!met.empty) return;
  throw Ended{ExitCode::unreachable,
              "\"" + network + "\" is empty, but \"" + local +
                  "\" is not: is the network drive connected? If a new project is to "
                  "begin there, run \"smartsync init\" with the two "
                  "directories"};
}

// Where the marker of a known project is missing there may be another one: what was agreed about
// counts only if something of it is there. The marker may have been made where the drive was not
// connected.
bool has_something_of(const Base& base, const fs::Dir& network) {
  return std::ranges::any_of(network.list().entries, [&base](const fs::Listed& entry) {
    return base.contains(entry.name);
  });
}

// What can be known of both trees before anything is done.
void prepare(OpenSession& session) {
  const Trees& trees = session.trees;
  // The first copy obeys the rules that it brings.
  const bool rules_come =
      !session.state.is(State::Fact::initialised) && !trees.local.stat(ignore_file);
  session.ignored = load_ignore_rules(rules_come ? trees.network : trees.local);
  const fs::Volume volume = fs::volume_of(trees.network);
  session.network_is_remote = volume.network;
  session.network_is_here = is_on_this_machine(volume);
  session.network_now = fs::now();
  session.network_now_at = fs::monotonic_seconds();
}

std::optional<fs::Dir> open_if_there(const std::string& path) {
  try {
    return fs::Dir::open(path);
  } catch (const Error& error) {
    if (error.code() != std::errc::no_such_file_or_directory) throw;
    return std::nullopt;
  }
}

// Runs `open`, for which a file in the place of the staging copy is the user's mistake.
template <typename Open>
auto as_staging_copy(Open open) {
  try {
    return open();
  } catch (const Error& error) {
    if (error.code() != std::errc::not_a_directory) throw;
    throw Ended{ExitCode::usage, error.what()};
  }
}

std::string claim_project(const fs::Dir& network, const std::string& id = new_project_id()) {
  try {
    return claim_marker(network, id);
  } catch (const Error& error) {
    const bool refused = error.code() == std::errc::permission_denied ||
                         error.code() == std::errc::operation_not_permitted ||
                         error.code() == std::errc::read_only_file_system;
    if (!refused) throw;
    throw Ended{ExitCode::partial, "the network directory \"" + network.path() +
                                       "\" cannot be written to: " + error.code().message() +
                                       "; nothing was changed on either side"};
  }
}

// Where the staging copy seems to be that of this very directory, the drive may have been away when
// its project began.
void require_own(const State& state, const std::string& id, const std::string& local,
                 const std::string& network) {
  if (id == state.project().id) return;
  const std::string& known = state.project().network;
  if (absolute_path(network) != known)
    throw Ended{ExitCode::usage,
                "\"" + local + "\" is the staging copy of another project (\"" + known + "\")"};
  throw Ended{ExitCode::usage, "\"" + local +
                                   "\" is the staging copy of another project than is in \"" +
                                   network + "\" now; " + if_it_is_right};
}

// The two directories as they are found.
struct Meeting {
  MetNetwork network;
  std::optional<fs::Dir> local{};
  std::optional<State> state{};
};

// Changes nothing. Throws Ended if they cannot be connected.
Meeting meet(const std::string& network, const SessionOptions& options, Renew renew) {
  Meeting met{meet_network(network)};
  require_apart(options.local, network);
  met.local = as_staging_copy([&] { return open_if_there(options.local); });
  if (met.local) met.state = State::open(*met.local, wait_for_others);
  if (!met.state) {
    if (renew == Renew::no) require_content(met.network, network, options.local);
    require_not_within(options.local);
  } else if (met.network.id) {
    require_own(*met.state, *met.network.id, options.local, network);
  } else {
    if (renew == Renew::no) marker_is_missing(network);
    if (met.network.empty) project_is_missing(network, options.local);
    require_known_place(*met.state, network);
  }
  return met;
}

// Whether what the state knows of the last sync is about what is there now.
bool still_counts(Meeting& met, Renew renew, SessionEvents& events) {
  if (renew == Renew::no) return true;
  const Base base = met.state->load_base();
  if (base.empty()) return true;
  if (!met.network.id && !has_something_of(base, met.network.dir)) return false;
  if (!met.state->is(State::Fact::initialised) || !is_emptied(met.local->list().entries))
    return true;
  events.notice("the staging copy is empty: everything is brought over again");
  return false;
}

// A folder in which a drive is to appear looks like this, too. Whose project it is can tell.
void tell_beginning(Meeting& met, SessionEvents& events) {
  const MetNetwork& network = met.network;
  if (!network.holds_nothing || (met.state && !met.state->load_base().empty())) return;
  events.notice("\"" + network.dir.path() + "\" is empty" +
                (is_on_this_machine(fs::volume_of(network.dir))
                     ? ", and lies on a disk of this machine: "
                     : ": ") +
                (network.id ? "the first results go there" : "a new project begins there") +
                "; if it should hold a project already, the drive is not connected");
}

void empty_work_directory(const fs::Dir& local) {
  const fs::Dir work = sync::make_dirs(local, work_directory);
  for (const fs::Listed& left : work.list().entries)
    if (left.stat.type != fs::FileType::directory) work.remove_file(left.name);
}

}  // namespace

bool OpenSession::is_network_there() const {
  try {
    return read_marker(fs::Dir::open(state.project().network)) == marker;
  } catch (const Error&) {
    return false;
  }
}

Presence OpenSession::presence(Side side) const {
  if (side == Side::local) return {};
  return {.other_machines = other_machines, .now = network_now};
}

State open_state(const std::string& local) {
  return ending([&] {
    std::optional<fs::Dir> directory;
    try {
      directory = fs::Dir::open(local);
    } catch (const Error& error) {
      throw Ended{ExitCode::usage, error.what()};
    }
    auto state = State::open(*directory, wait_for_others);
    if (!state && directory->stat(state_path))
      throw Ended{ExitCode::damaged, "the session's state \"" + directory->path_of(state_path) +
                                         "\" is empty: run \"smartsync init\" with the same two "
                                         "directories, which compares them anew and overwrites "
                                         "neither"};
    if (!state) require_not_within(local);
    if (!state)
      throw Ended{ExitCode::usage, "\"" + local +
                                       "\" is not the staging copy of a project: \"smartsync init "
                                       "NETWORK LOCAL\" makes one"};
    return std::move(*state);
  });
}

OpenSession open_session(State state, const SessionOptions& options, SessionEvents& events) {
  std::atomic<bool> lost = false;
  const std::string network = state.project().network;
  const DriveWatch watch(options, network, lost, events);
  const Trees trees{fs::Dir::open(options.local), open_network(state.project())};
  std::string id = state.project().id;
  OpenSession session{std::move(state), trees, std::move(id)};
  prepare(session);
  if (options.dry_run) return session;
  empty_work_directory(trees.local);
  meet_others(session, events);
  for (const Side side : {Side::local, Side::network}) finish_what_was_begun(session, side, events);
  ending([&] { close_what_was_left_open(session.state, session.trees); });
  return session;
}

State connect(const std::string& network, const SessionOptions& options, Renew renew,
              SessionEvents& events) {
  std::atomic<bool> lost = false;
  const DriveWatch watch(options, network, lost, events);
  return ending([&] {
    // Nothing is made here before it is known that the network can be worked with.
    Meeting met = meet(network, options, renew);
    tell_beginning(met, events);
    if (!met.state) {
      const std::string id = met.network.id ? *met.network.id : claim_project(met.network.dir);
      const fs::Dir made = as_staging_copy([&] { return sync::open_made_path(options.local); });
      return State::create(made, {id, absolute_path(network)});
    }
    const bool counts = still_counts(met, renew, events);
    if (!met.network.id)
      require_own(*met.state, claim_project(met.network.dir, met.state->project().id),
                  options.local, network);
    if (!counts) met.state->forget_everything();
    met.state->set_network(absolute_path(network));
    return std::move(*met.state);
  });
}

Rehearsal::Rehearsal(const std::string& network, const SessionOptions& options, Renew renew,
                     SessionEvents& events) {
  std::atomic<bool> lost = false;
  const DriveWatch watch(options, network, lost, events);
  session_.emplace(ending([&] {
    Meeting met = meet(network, options, renew);
    tell_beginning(met, events);
    const fs::Dir own = folder_.dir();
    const std::string place = absolute_path(network);
    if (met.state && still_counts(met, renew, events))
      met.state->assume_network(place);
    else
      met.state = State::create(own, {met.network.id.value_or(new_project_id()), place});
    return OpenSession{std::move(*met.state), Trees{met.local.value_or(own), met.network.dir},
                       met.network.id};
  }));
  prepare(*session_);
}

}  // namespace smartsync::session
