#include "engine/session/session_run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/letter_case.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/session/conflict_name.h"
#include "engine/session/drive_watch.h"
#include "engine/session/failure_report.h"
#include "engine/session/files/target_file.h"
#include "engine/session/files/temporary.h"
#include "engine/session/marker.h"
#include "engine/session/mass_deletion.h"
#include "engine/session/plan_part.h"
#include "engine/session/survey.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

namespace {

class Run final : private ApplyEvents {
 public:
  Run(OpenSession& session, const SessionOptions& options, SessionEvents& events)
      : session_(session), options_(options), events_(events), failures_(session.trees, events) {}

  Outcome run(const Wanted& wanted) {
    const double begun = fs::monotonic_seconds();
    base_ = session_.state.load_base();
    survey();
    Plan plan = make_plan(wanted);
    plan.incomplete = problems_ || unfinished_;
    tell_kept(plan.kept);
    events_.planned(plan);
    Outcome outcome;
    outcome.waiting = plan.waiting.size() + (wanted.is_status ? plan.actions.size() : 0);
    outcome.conflicts = plan.conflicts.size();
    if (options_.dry_run) {
      tell_mass_deletions(plan);
    } else {
      guard_against_mass_deletion(plan);
      outcome.counts = apply(plan, wanted);
    }
    tell_conflicts(plan);
    outcome.seconds = fs::monotonic_seconds() - begun;
    outcome.code = exit_code(plan, outcome.counts);
    const bool ended_early =
        outcome.code == ExitCode::unreachable || outcome.code == ExitCode::interrupted;
    if (!options_.dry_run && !ended_early && !log(wanted, outcome) && outcome.code == ExitCode::ok)
      outcome.code = ExitCode::partial;
    return outcome;
  }

 private:
  // --- looking -----------------------------------------------------------------------------------

  void survey() {
    survey_options_.ignored = session_.ignored;
    survey_options_.local_threads = local_threads();
    survey_options_.network_threads = network_threads();
    survey_options_.network_now = session_.network_now;
    survey_options_.network_now_at = session_.network_now_at;
    survey_options_.must_stop = [this] { return stops(); };
    survey_options_.problem = [this](Side side, const std::string& sentence) {
      const std::lock_guard lock(mutex_);
      if (side == Side::network) notice_lost_drive();
      if (lost_) return;
      problems_ = true;
      events_.error(sentence);
    };
    // What a run would finish first.
    if (options_.dry_run)
      survey_options_.unfinished = [this](const std::string& sentence) {
        const std::lock_guard lock(mutex_);
        unfinished_ = true;
        events_.notice(sentence);
      };
    {
      const DriveWatch watch = watch_drive();
      survey_.emplace(session_.trees, base_, survey_options_);
    }
    end_if_stopped();
    require_apart_within();
    const Snapshots& found = survey_->found();
    events_.scanned(found.local.nodes.size(), found.network.nodes.size());
    require_tree(Side::network, "the network drive");
    require_tree(Side::local, "the staging copy");
  }

  // One tree may be a part of the other by a mount that no path tells of.
  void require_apart_within() const {
    require_not_found_within(Side::network, marker_path);
    require_not_found_within(Side::local, state_path);
  }

  // `own`: what sessions keep on that side alone.
  void require_not_found_within(Side inner, const char* own) const {
    const Side outer = other(inner);
    for (const std::string& path : survey_->found().at(outer).sessions) {
      const std::string top(parent_of(path));
      const auto there = session_.trees.at(outer).stat(fs::join_path(top, own));
      const auto stat = session_.trees.at(inner).stat(own);
      // Through two mounts a file of a share may be on two devices.
      if (there && stat && is_same_version(identity_of(*there), identity_of(*stat)))
        throw Ended{ExitCode::usage, lies_in(inner, top)};
    }
  }

  std::string lies_in(Side inner, const std::string& path) const {
    const char* name = inner == Side::local ? "the staging copy \"" : "the network directory \"";
    return name + session_.trees.at(inner).path() + "\" lies in \"" +
           session_.trees.at(other(inner)).path() + "\", as \"" + path +
           "\": it would be a part of itself; nothing was changed";
  }

  // A tree that is empty where it was not is one that is not there.
  void require_tree(Side side, const char* name) {
    const Snapshot& found = survey_->found().at(side);
    const bool unread =
        std::find(found.unknown.begin(), found.unknown.end(), "") != found.unknown.end();
    const bool vanished = found.nodes.empty() && !base_.empty() && !options_.allow_mass_delete;
    if (!unread && !vanished) return;
    const std::string& path = session_.trees.at(side).path();
    const std::string what = unread ? "cannot be listed" : "is empty, and was not at the last sync";
    const char* advice = "";
    if (vanished && side == Side::network) advice = "; if it is meant, use --allow-mass-delete";
    if (vanished && side == Side::local)
      advice =
          "; \"smartsync init\" with the two directories brings everything back; if everything is "
          "to be deleted on the network as well, use --allow-mass-delete";
    throw Ended{side == Side::network ? ExitCode::unreachable : ExitCode::partial,
                std::string(name) + " \"" + path + "\" " + what + ": nothing was changed" + advice};
  }

  Plan make_plan(const Wanted& wanted) {
    PlanOptions options;
    options.direction = wanted.direction;
    options.on_conflict = options_.on_conflict;
    options.times_tell = !session_.state.is(State::Fact::initialised);
    options.decided = options_.decided;
    options.name_beside = [this](std::string_view path, Side side) {
      return name_beside(path, side);
    };
    Plan plan = [&] {
      const DriveWatch watch = watch_drive();
      return survey_->plan(options);
    }();
    end_if_stopped();
    const bool decided =
        wanted.only.empty() ? ask(plan, options) : decide_below(wanted.only, plan, options);
    if (decided) plan = survey_->plan(options);
    if (!wanted.only.empty()) keep_conflicts(plan, wanted.only);
    if (wanted.leaves_news) leave_news(plan, survey_->found().local, base_);
    return plan;
  }

  void tell_kept(const std::vector<KeptDirectory>& kept) {
    if (kept.empty()) return;
    const KeptDirectory& first = kept.front();
    const std::string others =
        kept.size() > 1 ? " (and " + std::to_string(kept.size() - 1) + " more)" : "";
    events_.notice("\"" + session_.trees.at(first.side).path_of(first.path) + "\"" + others +
                   " was deleted " +
                   (first.side == Side::local ? "on the network drive" : "in the staging copy") +
                   ", but holds something that does not travel: the folder stays");
  }

  // What was decided about a directory counts for the conflicts in it. Returns whether there are
  // any.
  static bool decide_below(const std::vector<std::string>& paths, const Plan& plan,
                           PlanOptions& options) {
    bool decided = false;
    for (const Conflict& conflict : plan.conflicts)
      for (const std::string& path : paths)
        if (is_within(conflict.path, path))
          decided |= options.decided.emplace(conflict.path, options.decided.at(path)).second;
    return decided;
  }

  // Returns whether somebody decided otherwise than the policy does.
  bool ask(const Plan& plan, PlanOptions& options) {
    bool decided = false;
    if (options_.dry_run) return decided;
    std::vector<const Conflict*> undecided;
    for (const Conflict& conflict : plan.conflicts)
      if (!options.decided.contains(conflict.path)) undecided.push_back(&conflict);
    for (std::size_t i = 0; i < undecided.size(); ++i) {
      const Conflict& conflict = *undecided[i];
      const OnConflict answer =
          events_.ask(conflict, options.on_conflict, undecided.size() - i - 1);
      end_if_stopped();
      if (answer == options.on_conflict) continue;
      options.decided[conflict.path] = answer;
      decided = true;
    }
    return decided;
  }

  // Two long names may be shortened to one: a name that was given to another path is taken, too.
  std::string name_beside(std::string_view path, Side side) {
    const Snapshots& found = survey_->found();
    std::string name = conflict_name(path, side, fs::now(), [&](const std::string& wanted) {
      const auto given = names_beside_.find(fs::without_case(wanted));
      return is_taken(found.local, wanted) || is_taken(found.network, wanted) ||
             (given != names_beside_.end() && given->second != path);
    });
    names_beside_[fs::without_case(name)] = path;
    return name;
  }

  // --- mass deletions ----------------------------------------------------------------------------

  std::vector<MassDeletion> deletions_to_ask_about(const Plan& plan) const {
    if (options_.allow_mass_delete) return {};
    return mass_deletions(plan, base_.size());
  }

  std::string words_about(const MassDeletion& mass) const {
    return "delete " + std::to_string(mass.deletions) + " of " + std::to_string(base_.size()) +
           " files and folders in \"" + session_.trees.at(mass.side).path() + "\"";
  }

  // If it is not meant, what is left is compared with the other side as if for the first time.
  static const char* ways_out() {
    return "if it is meant, use --allow-mass-delete; if not, remove .smartsync/state.db from the "
           "staging copy and run \"smartsync init\", which brings everything back";
  }

  void tell_mass_deletions(const Plan& plan) {
    for (const MassDeletion& mass : deletions_to_ask_about(plan)) {
      would_stop_ = true;
      events_.error("a run would stop, or ask, before it would " + words_about(mass) + ": " +
                    ways_out());
    }
  }

  void guard_against_mass_deletion(const Plan& plan) {
    for (const MassDeletion& mass : deletions_to_ask_about(plan)) {
      const bool agreed = events_.ask_mass_deletion(mass.side, mass.deletions, base_.size());
      end_if_stopped();
      if (agreed) continue;
      throw Ended{ExitCode::conflicts,
                  "this would " + words_about(mass) + ": nothing was done; " + ways_out()};
    }
  }

  // --- doing -------------------------------------------------------------------------------------

  Counts apply(const Plan& plan, const Wanted& wanted) {
    const bool pushes = wanted.direction != Direction::pull;
    remove_leftovers();
    note_what_settles(plan);
    Trash local_trash(session_.trees.local, fs::now());
    Trash network_trash(session_.trees.network, session_.network_now);
    const auto known = [this](const std::string& path) {
      const std::lock_guard lock(state_mutex_);
      return session_.state.index_of(path);
    };
    DeliveryOptions delivering = options_.delivery;
    delivering.threads = static_cast<unsigned>(local_threads());
    delivering.has_link = !session_.network_is_here;
    const auto refused = [this](const ShareIndexes::Answer& answer) { tell_refused(answer); };
    Delivery delivery(session_.trees, delivering, known, refused, local_trash, network_trash);
    const Steps steps(session_.trees, survey_->found(), local_trash, network_trash);
    const ApplyMeans means{survey_->found(), steps, delivery, network_threads()};
    const DriveWatch watch = watch_drive();
    const Counts counts = carry_out(plan, means, *this);
    failures_.end();
    tell_metadata_refused();
    local_trash.prune();
    network_trash.prune();
    if (pushes && counts.failures == 0 && !stops())
      session_.state.set(State::Fact::undelivered, false);
    return counts;
  }

  // --- conflicts ---------------------------------------------------------------------------------

  // How many actions under its name, and under the loser's new one, settle a conflict.
  void note_what_settles(const Plan& plan) {
    for (const Conflict& conflict : plan.conflicts) {
      steps_left_[conflict.path] = 0;
      if (!conflict.set_aside.empty()) steps_left_[conflict.set_aside] = 0;
    }
    for (const Action& action : plan.actions)
      if (const auto found = steps_left_.find(action.path); found != steps_left_.end())
        ++found->second;
  }

  // Of a run that did not come to its end only what did happen is told.
  void tell_conflicts(const Plan& plan) {
    for (Conflict conflict : plan.conflicts) {
      const auto is_done = [this](const std::string& path) {
        const auto left = steps_left_.find(path);
        return left == steps_left_.end() || left->second == 0;
      };
      conflict.settled = !options_.dry_run && !conflict.open && is_done(conflict.path) &&
                         is_done(conflict.set_aside);
      if (options_.dry_run || conflict.settled || !stops()) events_.conflict(conflict);
    }
  }

  void remove_leftovers() {
    for (const Side side : {Side::local, Side::network})
      for (const std::string& path : survey_->found().at(side).leftovers) {
        try {
          const FilePlace place(session_.trees.at(side), path);
          (void)remove_leftover(place.dir, place.name, session_.presence(side));
        } catch (const Error&) {
          // Somebody else's, or gone: the next run looks again.
        }
      }
  }

  // Called while files are under way: as everything from here on by one thread at a time.
  void tell_refused(const ShareIndexes::Answer& answer) {
    const std::lock_guard lock(mutex_);
    if (answer.damaged) {
      events_.notice(answer.reason);
    } else {
      events_.detail(answer.reason);
    }
  }
  void done(const Action& action, std::uint64_t bytes) override {
    const std::lock_guard lock(mutex_);
    if (const auto left = steps_left_.find(action.path); left != steps_left_.end()) --left->second;
    events_.done(action, bytes);
  }
  void metadata_refused(const Action& action) override {
    const std::lock_guard lock(mutex_);
    if (refused_++ == 0) first_refused_ = session_.trees.at(action.target).path_of(action.path);
  }
  void failed(const Action& action, const Error& error) override {
    const std::lock_guard lock(mutex_);
    notice_lost_drive();
    if (!lost_) failures_.tell(action, error);
  }
  void progress(std::uint64_t bytes) override {
    const std::lock_guard lock(mutex_);
    events_.progress(bytes);
  }
  bool must_stop() override { return stops(); }
  void opening(Side side, const std::string& path, std::uint16_t permissions) override {
    const std::lock_guard lock(state_mutex_);
    session_.state.note_open({side, path, permissions});
  }
  void closed(Side side, const std::string& path) override {
    const std::lock_guard lock(state_mutex_);
    session_.state.note_closed(side, path);
  }
  void agreed(const std::vector<State::Change>& changes) override {
    const std::lock_guard lock(state_mutex_);
    session_.state.record(changes);
  }

  void tell_metadata_refused() {
    if (refused_ == 0) return;
    const std::string others =
        refused_ > 1 ? " (and of " + std::to_string(refused_ - 1) + " more)" : "";
    events_.notice("the time or the permissions of \"" + first_refused_ + "\"" + others +
                   " could not be set: another user owns it, or the drive keeps none; what it "
                   "holds is right");
  }

  // False: it could not be written.
  bool log(const Wanted& wanted, const Outcome& outcome) {
    SyncLog entry;
    entry.last_sync = fs::now();
    entry.operation = wanted.operation;
    const bool goes_out = wanted.direction == Direction::push || wanted.leaves_news;
    entry.direction = goes_out ? LogDirection::local_to_network : LogDirection::network_to_local;
    entry.files = outcome.counts.files;
    entry.deletions = outcome.counts.deletions;
    entry.bytes = outcome.counts.bytes;
    entry.seconds = outcome.seconds;
    entry.conflicts = outcome.conflicts;
    try {
      write_sync_log(session_.trees.local, entry);
      return true;
    } catch (const Error& error) {
      events_.error(error.what());
      return false;
    }
  }

  // --- ending ------------------------------------------------------------------------------------

  // After a failure: what follows from the drive's being gone is not worth a sentence each.
  void notice_lost_drive() {
    if (!lost_ && !session_.is_network_there()) lost_ = true;
  }

  bool stops() const { return lost_ || fs::interrupted() != 0; }

  void end_if_stopped() const {
    if (fs::interrupted() != 0)
      throw Ended{ExitCode::interrupted, "interrupted: nothing was changed"};
    if (lost_) throw Ended{ExitCode::unreachable, lost_sentence()};
  }

  DriveWatch watch_drive() { return {options_, session_.state.project().network, lost_, events_}; }
  std::string lost_sentence() const { return drive_is_lost(session_.state.project().network); }

  ExitCode exit_code(const Plan& plan, const Counts& counts) {
    if (lost_) {
      events_.error(lost_sentence());
      return ExitCode::unreachable;
    }
    if (fs::interrupted() != 0) {
      events_.error("interrupted: the next run goes on with what is left");
      return ExitCode::interrupted;
    }
    if (counts.failures > 0 || problems_) return ExitCode::partial;
    const bool open = std::any_of(plan.conflicts.begin(), plan.conflicts.end(),
                                  [](const Conflict& conflict) { return conflict.open; });
    return open || would_stop_ ? ExitCode::conflicts : ExitCode::ok;
  }

  std::size_t local_threads() const { return tree::threads_for(0, false); }
  std::size_t network_threads() const {
    return tree::threads_for(options_.parallel, session_.network_is_remote);
  }

  OpenSession& session_;
  const SessionOptions& options_;
  SessionEvents& events_;
  Base base_;
  std::map<std::string, std::string> names_beside_;  // given to losers: whose name each is
  std::map<std::string, std::size_t> steps_left_;    // by path, of what settles conflicts
  SurveyOptions survey_options_;
  std::optional<Survey> survey_;
  std::atomic<bool> lost_ = false;
  std::atomic<bool> problems_ = false;
  std::atomic<bool> unfinished_ = false;
  bool would_stop_ = false;  // if it were not a dry run
  FailureReport failures_;
  std::size_t refused_ = 0;  // whose times or permissions could not be set
  std::string first_refused_;
  std::mutex mutex_;
  std::mutex state_mutex_;
};

}  // namespace

Outcome run_session(OpenSession& session, const Wanted& wanted, const SessionOptions& options,
                    SessionEvents& events) {
  return Run(session, options, events).run(wanted);
}

}  // namespace smartsync::session
