#include "engine/session/reconcile.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "engine/session/change.h"
#include "engine/sqlite/companions.h"

namespace smartsync::session {

namespace {

enum class Verdict {
  leave,     // nothing happened, or nothing is known, or it waits for a decision
  agree,     // both sides did the same
  take,      // the winner's state, be it that there is nothing any more
  touch,     // only the winner's times and permissions
  conflict,  // the winner's state; the other side's version is kept elsewhere
};

struct Judged {
  std::string_view path;
  const Agreed* base = nullptr;
  const Node* local = nullptr;
  const Node* network = nullptr;
  Verdict verdict = Verdict::leave;
  Side winner = Side::network;
  bool open = false;      // a conflict that waits for a decision
  bool survives = false;  // changed on the winner's side and deleted on the other

  const Node* at(Side side) const { return side == Side::local ? local : network; }
  const Node* base_at(Side side) const {
    if (base == nullptr) return nullptr;
    return side == Side::local ? &base->local : &base->network;
  }
  // What both sides will have once everything is carried out.
  const Node* outcome() const {
    if (verdict == Verdict::leave) return local != nullptr ? local : network;
    return at(winner);
  }
  void let(Verdict what, Side side) {
    verdict = what;
    winner = side;
  }
};

bool is_directory(const Node* node) {
  return node != nullptr && node->is_directory();
}

bool is_file_or_nothing(const Node* node) {
  return node == nullptr || node->is_regular();
}

bool is_database(const Node* node) {
  return node != nullptr && node->is_database();
}

// What lies beside a database in use is a part of it.
fs::Time last_written(const Node& node) {
  fs::Time last = node.modified;
  if (!node.database) return last;
  for (const auto& part : {node.database->wal, node.database->journal})
    if (part) last = std::max(last, part->modified);
  return last;
}

Side newer(const Judged& at) {
  const auto time = [](const Node* node) {
    return node != nullptr && node->is_regular() ? last_written(*node) : fs::Time{};
  };
  return time(at.local) > time(at.network) ? Side::local : Side::network;
}

class Reconciliation {
 public:
  Reconciliation(const Base& base, const Snapshot& local, const Snapshot& network,
                 const PlanOptions& options)
      : local_(local), network_(network), options_(options) {
    unknown_.insert(local.unknown.begin(), local.unknown.end());
    unknown_.insert(network.unknown.begin(), network.unknown.end());
    collect(base, local, network);
    for (Judged& at : paths_)
      if (is_known(at.path)) judge(at);
    keep_needed_directories();
    follow_databases();
    leave_what_lies_below_open_conflicts();
  }

  Plan plan() {
    for (const Judged& at : paths_) emit(at);
    put_in_order();
    return std::move(plan_);
  }

 private:
  // --- what happened -----------------------------------------------------------------------------

  void collect(const Base& base, const Snapshot& local, const Snapshot& network) {
    PathMap<Judged> all;
    const auto entry = [&all](const std::string& path) -> Judged& {
      Judged& at = all[path];
      return at;
    };
    for (const auto& [path, agreed] : base) entry(path).base = &agreed;
    for (const auto& [path, node] : local.nodes) entry(path).local = &node;
    for (const auto& [path, node] : network.nodes) entry(path).network = &node;
    paths_.reserve(all.size());
    names_.reserve(all.size());
    for (auto& [path, at] : all) {
      names_.push_back(path);
      at.path = names_.back();
      paths_.push_back(at);
    }
  }

  bool is_known(std::string_view path) const {
    return !unknown_.contains("") && !is_within_one(path, unknown_);
  }

  void judge(Judged& at) {
    const Change local = change_of(at.base_at(Side::local), at.local);
    const Change network = change_of(at.base_at(Side::network), at.network);
    if (local == Change::none && network == Change::none) return;
    if (network == Change::none) return judge_single(at, Side::local, local);
    if (local == Change::none) return judge_single(at, Side::network, network);
    if (at.local == nullptr && at.network == nullptr) return at.let(Verdict::agree, Side::network);
    if (at.local == nullptr) return judge_deleted(at, Side::network, network);
    if (at.network == nullptr) return judge_deleted(at, Side::local, local);
    if (local == Change::metadata && network == Change::metadata)
      return at.let(Verdict::touch, newer(at));
    if (local == Change::metadata) return at.let(Verdict::take, Side::network);
    if (network == Change::metadata) return at.let(Verdict::take, Side::local);
    judge_both(at);
  }

  static void judge_single(Judged& at, Side changed, Change change) {
    at.let(change == Change::metadata ? Verdict::touch : Verdict::take, changed);
  }

  // The path is gone on the other side than `changed`.
  void judge_deleted(Judged& at, Side changed, Change change) {
    if (change == Change::metadata) return at.let(Verdict::take, other(changed));
    at.let(Verdict::take, changed);
    at.survives = true;
    const auto decided = options_.decided.find(at.path);
    if (decided == options_.decided.end()) {
      at.open = options_.on_conflict == OnConflict::stop;
    } else if (decided->second ==
               (changed == Side::local ? OnConflict::network : OnConflict::local)) {
      at.let(Verdict::take, other(changed));
    } else {
      at.open = decided->second == OnConflict::stop;
    }
    if (at.open) at.verdict = Verdict::leave;
  }

  void judge_both(Judged& at) {
    const Sameness sameness = compare(*at.local, *at.network, options_.times_tell);
    if (sameness == Sameness::same) {
      const bool touched = at.local->is_regular() && at.local->modified != at.network->modified &&
                           !same_time(at.local->modified, at.network->modified);
      const bool alike = !touched && at.local->permissions == at.network->permissions;
      return at.let(alike ? Verdict::agree : Verdict::touch, newer(at));
    }
    if (sameness == Sameness::unsure) plan_.unsure.emplace_back(at.path);
    at.let(Verdict::conflict, winner_of(at));
    at.open = policy(at.path) == OnConflict::stop;
    if (at.open) at.verdict = Verdict::leave;
  }

  OnConflict policy(std::string_view path) const {
    const auto decided = options_.decided.find(path);
    return decided == options_.decided.end() ? options_.on_conflict : decided->second;
  }

  // A directory keeps its name: what it holds may be wanted on both sides.
  Side winner_of(const Judged& at) const {
    if (is_directory(at.local)) return Side::local;
    if (is_directory(at.network)) return Side::network;
    switch (policy(at.path)) {
      case OnConflict::local:
        return Side::local;
      case OnConflict::network:
        return Side::network;
      default:
        return newer(at);
    }
  }

  // --- what is called like a part of a database --------------------------------------------------

  // The snapshots do not have what lies beside a database. What they have under such a name was
  // found where the database's name is something else's, or nobody's.
  void follow_databases() {
    for (Judged& at : paths_) {
      const auto companion = sqlite::parse_companion(at.path);
      if (!companion) continue;
      const bool is_there = at.local != nullptr || at.network != nullptr;
      if (!is_there || !is_file_or_nothing(at.local) || !is_file_or_nothing(at.network)) continue;
      const Judged* database = find(companion->database);
      if (database != nullptr && is_known(at.path)) follow(at, *database);
    }
  }

  const Judged* find(std::string_view path) const {
    const auto found = std::ranges::lower_bound(paths_, path, PathOrder(), &Judged::path);
    return found != paths_.end() && found->path == path ? &*found : nullptr;
  }

  // Beside a database it would be taken for a part of it: it comes when the database is gone, and
  // goes with what a database replaces (clear_companions).
  void follow(Judged& at, const Judged& database) const {
    if (!is_database(database.local) && !is_database(database.network)) return;
    const bool replaces = database.verdict == Verdict::conflict ||
                          (database.verdict == Verdict::take && changes(other(database.winner)));
    if (replaces && !is_database(database.outcome())) return;
    at.verdict = replaces ? Verdict::agree : Verdict::leave;
    at.open = at.survives = false;
  }

  // --- what must hold together -------------------------------------------------------------------

  // Whatever outlives the plan needs the directories that it lies in.
  void keep_needed_directories() {
    std::set<std::string_view> needed;
    for (auto at = paths_.rbegin(); at != paths_.rend(); ++at) {
      const bool is_needed = needed.contains(at->path) || is_occupied_against_file(*at);
      if (is_needed && !is_directory(at->outcome())) need_directory(*at);
      const bool stays = at->outcome() != nullptr || at->open;
      if (stays) needed.insert(parent_of(at->path));
    }
  }

  bool is_occupied(Side side, std::string_view path) const {
    return (side == Side::local ? local_ : network_).occupied.contains(path);
  }

  // Whether a file is to take the place of a directory that cannot be removed.
  bool is_occupied_against_file(const Judged& at) const {
    const Side target = other(at.winner);
    return at.verdict == Verdict::take && at.at(at.winner) != nullptr &&
           is_directory(at.at(target)) && is_occupied(target, at.path);
  }

  void need_directory(Judged& at) {
    const Side has_it = is_directory(at.local) ? Side::local : Side::network;
    at.survives = false;
    if (at.at(other(has_it)) == nullptr) return at.let(Verdict::take, has_it);
    at.let(Verdict::conflict, has_it);
    at.open = policy(at.path) == OnConflict::stop;
    if (at.open) at.verdict = Verdict::leave;
  }

  void leave_what_lies_below_open_conflicts() {
    std::string_view open_directory;
    for (Judged& at : paths_) {
      if (!open_directory.empty() && is_within(at.path, open_directory)) {
        at.verdict = Verdict::leave;
        at.open = false;
      } else if (at.open && (is_directory(at.local) || is_directory(at.network))) {
        open_directory = at.path;
      }
    }
  }

  // --- what is to be done ------------------------------------------------------------------------

  void emit(const Judged& at) {
    if (at.open) return tell_open(at);
    const Side target = other(at.winner);
    switch (at.verdict) {
      case Verdict::leave:
        return;
      case Verdict::agree:
        plan_.agreed.emplace_back(at.path);
        return;
      case Verdict::touch:
        act({.step = Step::set_metadata, .target = target, .path = std::string(at.path)});
        return;
      case Verdict::take:
        if (take(at) && at.survives) plan_.conflicts.push_back(conflict_about(at));
        return;
      case Verdict::conflict:
        settle(at);
        return;
    }
  }

  void tell_open(const Judged& at) {
    Conflict conflict = conflict_about(at);
    conflict.open = true;
    plan_.conflicts.push_back(std::move(conflict));
  }

  static Conflict conflict_about(const Judged& at) {
    Conflict conflict{std::string(at.path), kind_of(at), at.winner};
    conflict.local = version_of(at.local);
    conflict.network = version_of(at.network);
    return conflict;
  }

  static std::optional<Version> version_of(const Node* node) {
    if (node == nullptr) return std::nullopt;
    return Version{node->type, node->size, last_written(*node)};
  }

  static Conflict::Kind kind_of(const Judged& at) {
    if (at.local == nullptr || at.network == nullptr) return Conflict::Kind::changed_and_deleted;
    if (at.local->is_directory() != at.network->is_directory())
      return Conflict::Kind::file_and_directory;
    return Conflict::Kind::both_changed;
  }

  // Returns whether it is done now, and does not wait for the other direction.
  bool take(const Judged& at) {
    const Side target = other(at.winner);
    const Node* wanted = at.at(at.winner);
    const Node* there = at.at(target);
    const std::string path(at.path);
    if (wanted == nullptr && there == nullptr) {
      plan_.agreed.push_back(path);
      return true;
    }
    if (wanted == nullptr && is_directory(there) && is_occupied(target, at.path)) {
      keep(target, path);
      return true;
    }
    if (wanted == nullptr) {
      const bool makes_way =
          is_within(path, cleared_[index(target)]) && !cleared_[index(target)].empty();
      return act({.step = makes_way ? Step::clear : Step::remove, .target = target, .path = path});
    }
    if (wanted->is_directory() && is_directory(there))
      return act({.step = Step::set_metadata, .target = target, .path = path});
    if (there != nullptr && wanted->is_directory() != there->is_directory()) {
      if (there->is_directory()) cleared_[index(target)] = path;
      act({.step = Step::clear, .target = target, .path = path});
    }
    return act({.step = wanted->is_directory() ? Step::make_directory : Step::copy,
                .target = target,
                .path = path,
                .bytes = wanted->size});
  }

  void settle(const Judged& at) {
    const std::string path(at.path);
    const Side loser = other(at.winner);
    const bool directory = at.at(at.winner)->is_directory();
    const OnConflict policy_here = policy(at.path);
    Conflict conflict = conflict_about(at);
    if (directory || policy_here == OnConflict::keep_both) {
      conflict.set_aside = options_.name_beside(at.path, loser);
      act({.step = Step::set_aside,
           .target = loser,
           .path = path,
           .to = conflict.set_aside,
           .conflict = true});
      act({.step = Step::copy,
           .target = at.winner,
           .path = conflict.set_aside,
           .conflict = true,
           .bytes = at.at(loser)->size});
    }
    act({.step = directory ? Step::make_directory : Step::copy,
         .target = loser,
         .path = path,
         .keep_old = conflict.set_aside.empty(),
         .conflict = true,
         .bytes = at.at(at.winner)->size});
    plan_.conflicts.push_back(std::move(conflict));
  }

  void keep(Side side, const std::string& path) {
    const auto last = std::find_if(plan_.kept.rbegin(), plan_.kept.rend(),
                                   [side](const KeptDirectory& kept) { return kept.side == side; });
    const bool below = last != plan_.kept.rend() && is_within(path, last->path);
    if (!below && changes(side)) plan_.kept.push_back({side, path});
  }

  bool changes(Side side) const {
    return options_.direction == Direction::both ||
           (options_.direction == Direction::pull) == (side == Side::local);
  }

  bool act(Action action) {
    const bool wanted = action.conflict || changes(action.target);
    (wanted ? plan_.actions : plan_.waiting).push_back(std::move(action));
    return wanted;
  }

  void put_in_order() {
    const auto by_step = [](const Action& a, const Action& b) { return a.step < b.step; };
    auto& actions = plan_.actions;
    std::stable_sort(actions.begin(), actions.end(), by_step);
    for (const Step step : {Step::clear, Step::remove}) {
      Action sought;
      sought.step = step;
      const auto [begin, end] = std::equal_range(actions.begin(), actions.end(), sought, by_step);
      std::reverse(begin, end);
    }
  }

  static std::size_t index(Side side) { return side == Side::local ? 0 : 1; }

  const Snapshot& local_;
  const Snapshot& network_;
  const PlanOptions& options_;
  PathSet unknown_;  // on either side; the root may be
  std::vector<std::string> names_;
  std::vector<Judged> paths_;  // in PathOrder
  // The directory on each side that made way last: what it held makes way with it.
  std::array<std::string, 2> cleared_;
  Plan plan_;
};

}  // namespace

Plan reconcile(const Base& base, const Snapshot& local, const Snapshot& network,
               const PlanOptions& options) {
  return Reconciliation(base, local, network, options).plan();
}

std::uint64_t Plan::bytes() const {
  std::uint64_t sum = 0;
  for (const Action& action : actions) sum += action.bytes;
  return sum;
}

}  // namespace smartsync::session
