#include "engine/session/apply.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "engine/fs/error.h"
#include "engine/sqlite/companions.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

namespace {

// So many files are agreed about before they are remembered together.
constexpr std::size_t batch = 256;
// Large files that are under way at once: each keeps many requests in flight by itself.
constexpr std::size_t large_at_once = 2;

std::size_t depth_of(const std::string& path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

// The path that a file is called like a part of, where that is a database; else "".
std::string_view database_of(std::string_view path) {
  const auto companion = sqlite::parse_companion(path);
  return companion ? companion->database : std::string_view();
}

class PlanRun {
 public:
  PlanRun(const ApplyMeans& means, ApplyEvents& events)
      : found_(means.found),
        steps_(means.steps),
        delivery_(means.delivery),
        events_(events),
        pool_(means.threads),
        large_(large_at_once) {}

  Counts carry_out(const Plan& plan) {
    carry_out(of_step(plan, Step::rename));
    remember_respelled(plan.respelled);
    flush();
    for (const std::string& path : plan.agreed) remember_as_found(path);
    find_losers(plan);
    carry_out(of_step(plan, Step::clear));
    carry_out(of_step(plan, Step::make_directory));
    const auto was_set_aside = [this](const Action* copy) {
      return aside_from_.contains(copy->path);
    };
    Actions copies = of_step(plan, Step::copy);
    const auto others =
        std::stable_partition(copies.begin(), copies.end(), std::not_fn(was_set_aside));
    const auto beside = std::stable_partition(
        copies.begin(), others, [](const Action* copy) { return database_of(copy->path).empty(); });
    carry_out({copies.begin(), beside});
    Actions touched = of_step(plan, Step::set_metadata);
    const auto directories = std::stable_partition(
        touched.begin(), touched.end(),
        [this](const Action* action) { return !source_of(*action).is_directory(); });
    carry_out({touched.begin(), directories});
    carry_out(of_step(plan, Step::remove));
    carry_out({beside, others});
    follow_set_aside();
    carry_out({others, copies.end()});
    carry_out({directories, touched.end()});
    restore_directory_times();
    close_directories();
    flush();
    return counts_;
  }

 private:
  using Actions = std::vector<const Action*>;
  using SidePath = std::pair<Side, std::string>;
  struct Closing {
    std::uint16_t permissions = 0;  // that the directory is to have when all is in it
    bool is_new = false;            // it was made in this run
  };

  // A loser gives way with the action that brings what is to have its name, when that is ready.
  void find_losers(const Plan& plan) {
    std::map<std::string_view, const Action*> giving_way;
    for (const Action& action : plan.actions) {
      if (action.step == Step::set_aside || action.step == Step::clear)
        giving_way[action.path] = &action;
      if (action.step == Step::set_aside) aside_from_[action.to] = action.path;
      const bool brings = action.step == Step::make_directory || action.step == Step::copy;
      const auto loser = brings ? giving_way.find(action.path) : giving_way.end();
      if (loser != giving_way.end()) losers_[action.path] = loser->second;
    }
  }

  // Those of one kind, but for losers; in groups of equal depth: what lies in another waits for it.
  Actions of_step(const Plan& plan, Step step) const {
    Actions actions;
    for (const Action& action : plan.actions)
      if (action.step == step && !is_loser(action)) actions.push_back(&action);
    const bool children_first =
        step == Step::clear || step == Step::remove || step == Step::set_metadata;
    if (step != Step::copy)
      std::stable_sort(actions.begin(), actions.end(),
                       [children_first](const Action* a, const Action* b) {
                         if (children_first) std::swap(a, b);
                         return depth_of(a->path) < depth_of(b->path);
                       });
    return actions;
  }

  void carry_out(const Actions& actions) {
    for (std::size_t i = 0; i < actions.size(); ++i) {
      const Action& action = *actions[i];
      const bool deeper = i > 0 && depth_of(action.path) != depth_of(actions[i - 1]->path);
      if (deeper && action.step != Step::copy) pool_.wait();
      tree::TaskPool& pool = is_large(action) ? large_ : pool_;
      if (&pool == &pool_) pool.make_room(4 * pool.threads());
      pool.submit([this, &action] { attempt(action); });
      flush_if_due();
    }
    pool_.wait();
    large_.wait();
    flush_if_due();
  }

  const Node& source_of(const Action& action) const {
    return *found_.find(other(action.target), action.path);
  }

  bool is_large(const Action& action) const {
    return action.step == Step::copy && found_.find(other(action.target), action.path) != nullptr &&
           source_of(action).size >= Delivery::large;
  }

  void attempt(const Action& action) {
    try {
      if (must_not_begin(action)) return;
      tell_done(action, act(action));
    } catch (const Error& error) {
      fail(action, error);
    } catch (const std::exception& error) {
      fail(action, Error(error.what()));
    }
  }

  void fail(const Action& action, const Error& error) {
    const std::lock_guard lock(mutex_);
    failed_.insert(action.path);
    if (action.step == Step::rename) not_renamed_.insert(action.to);
    if (events_.must_stop()) return;
    ++counts_.failures;
    events_.failed(action, error);
  }

  void tell_done(const Action& action, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (action.step == Step::copy) ++counts_.files;
    if (action.step == Step::remove || action.step == Step::clear) ++counts_.deletions;
    counts_.bytes += bytes;
    note_directory(action);
    events_.done(action, bytes);
  }

  // The run ends, or an earlier step for the same path, or for what was to get this name, failed.
  bool must_not_begin(const Action& action) {
    const std::lock_guard lock(mutex_);
    const auto aside = aside_from_.find(action.path);
    const bool depends = failed_.contains(action.path) || is_written_otherwise(action.path) ||
                         failed_.contains(database_of(action.path)) ||
                         (aside != aside_from_.end() && failed_.contains(aside->second));
    const bool stays = depends || events_.must_stop();
    if (stays) failed_.insert(action.path);
    if (stays && action.step == Step::rename) not_renamed_.insert(action.to);
    return stays;
  }

  std::uint64_t act(const Action& action) {
    if (action.step != Step::set_metadata) open_parent(action);
    switch (action.step) {
      case Step::rename:
        steps_.respell(action.target, action.path, action.to);
        note_unsynced(action);
        return 0;
      case Step::set_aside:
        steps_.set_aside(action.target, action.path, action.to);
        return 0;
      case Step::clear:
      case Step::remove:
        discard(action);
        if (action.step == Step::remove) remember(action, std::nullopt);
        return 0;
      case Step::make_directory:
        steps_.require_as_found(other(action.target), action.path);
        make_directory(action);
        return 0;
      case Step::set_metadata:
        set_metadata(action);
        return 0;
      case Step::copy:
        return copy(action);
    }
    return 0;
  }

  void make_directory(const Action& action) {
    const Node& like = source_of(action);
    if ((like.permissions & owner_works) != owner_works) {
      const std::lock_guard lock(mutex_);
      events_.opening(action.target, action.path, like.permissions);
    }
    const Node made = steps_.make_directory(action.target, action.path, like, way_for(action));
    remember_made(action, made);
    const std::lock_guard lock(mutex_);
    if (made.permissions != like.permissions)
      to_close_[{action.target, action.path}] = Closing{like.permissions, true};
  }

  // A directory that even its owner may not change is opened for what is to happen in it.
  void open_parent(const Action& action) {
    constexpr std::uint16_t changes = 0300;
    const std::string parent(parent_of(action.path));
    const Node* found = found_.find(action.target, parent);
    if (found == nullptr || !found->is_directory() || (found->permissions & changes) == changes)
      return;
    const std::lock_guard lock(mutex_);
    if (!to_close_.insert({{action.target, parent}, Closing{found->permissions, false}}).second)
      return;
    events_.opening(action.target, parent, found->permissions);
    steps_.open_directory(action.target, parent);
  }

  void set_metadata(const Action& action) {
    const bool to_network = action.target == Side::network;
    const Node& before = *found_.find(action.target, action.path);
    auto [now, is_set] = steps_.set_metadata(action.target, action.path, source_of(action));
    if (!is_set) tell_refused(action);
    now.content = before.content;
    now.database = before.database;
    {
      const std::lock_guard lock(mutex_);
      if (to_close_.erase({action.target, action.path}) > 0)
        events_.closed(action.target, action.path);
    }
    auto index = to_network ? delivery_.renew_index(action.path, before, now) : std::nullopt;
    remember_made(action, now, std::move(index));
  }

  void tell_refused(const Action& action) {
    const std::lock_guard lock(mutex_);
    events_.metadata_refused(action);
  }

  void discard(const Action& action) {
    const bool indexed = action.target == Side::network &&
                         found_.find(Side::network, action.path)->size >= Delivery::large;
    steps_.discard(action.target, action.path);
    if (indexed) delivery_.forget(action.path);
  }

  bool is_loser(const Action& action) const {
    const auto loser = losers_.find(action.path);
    return loser != losers_.end() && loser->second == &action;
  }

  // For what an action brings to take its name.
  MakeWay way_for(const Action& action) {
    if (const auto loser = losers_.find(action.path); loser != losers_.end())
      return [this, &loser = *loser->second] { tell_done(loser, act(loser)); };
    const Node* there = found_.find(action.target, action.path);
    const bool is_replaced =
        action.step == Step::copy && there != nullptr &&
        (action.keep_old || !there->is_regular() || !source_of(action).is_regular());
    if (is_replaced) return [this, &action] { discard(action); };
    return {};
  }

  std::uint64_t copy(const Action& action) {
    const Node& source = source_of(action);
    const MakeWay make_way = way_for(action);
    if (make_way) steps_.require_removable(action.target, action.path);
    if (!source.is_regular()) {
      steps_.require_as_found(other(action.target), action.path);
      remember_made(action, steps_.make_link(action.target, action.path, source, make_way));
      return 0;
    }
    const Node* there = make_way ? nullptr : found_.find(action.target, action.path);
    const auto progress = [this](std::uint64_t bytes) {
      const std::lock_guard lock(mutex_);
      events_.progress(bytes);
      if (events_.must_stop()) throw Error("interrupted");
    };
    Delivered delivered =
        delivery_.deliver(action.target, action.path, source, {there, make_way}, progress);
    if (!delivered.has_its_time) tell_refused(action);
    remember(action, agreed_about(action.target, delivered.source, delivered.target),
             std::move(delivered.index));
    return delivered.bytes;
  }

  // --- what is remembered ------------------------------------------------------------------------

  // Whether a rename failed that it depends on. The mutex is held.
  bool is_written_otherwise(std::string_view path) const {
    return std::ranges::any_of(not_renamed_,
                               [path](const std::string& name) { return is_within(path, name); });
  }

  void remember_respelled(const std::vector<Respelled>& respelled) {
    const std::lock_guard lock(mutex_);
    for (const auto& [from, to, agreed] : respelled) {
      if (is_written_otherwise(to)) continue;
      agreed_.push_back({to, agreed, delivery_.move_index(from, to, agreed.network)});
      agreed_.push_back({from, std::nullopt});
    }
  }

  void remember_as_found(const std::string& path) {
    const Node* local = found_.find(Side::local, path);
    const Node* network = found_.find(Side::network, path);
    std::optional<Agreed> agreed;
    if (local != nullptr && network != nullptr) agreed = Agreed{*local, *network};
    const std::lock_guard lock(mutex_);
    if (!is_written_otherwise(path)) agreed_.push_back({path, std::move(agreed)});
  }

  static Agreed agreed_about(Side side, const Node& source, const Node& target) {
    return side == Side::network ? Agreed{source, target} : Agreed{target, source};
  }

  void remember_made(const Action& action, const Node& made, std::optional<BlockIndex> index = {}) {
    remember(action, agreed_about(action.target, source_of(action), made), std::move(index));
  }

  void remember(const Action& action, std::optional<Agreed> agreed,
                std::optional<BlockIndex> index = {}) {
    const std::lock_guard lock(mutex_);
    agreed_.push_back({action.path, std::move(agreed), std::move(index)});
    unsynced_directories_.emplace(action.target, parent_of(action.path));
  }

  void note_unsynced(const Action& action) {
    const std::lock_guard lock(mutex_);
    unsynced_directories_.emplace(action.target, parent_of(action.path));
  }

  void flush_if_due() {
    {
      const std::lock_guard lock(mutex_);
      if (agreed_.size() < batch) return;
    }
    flush();
  }

  // Called by the thread that runs the plan. Names come and go durably before it is remembered that
  // they did; content is durable already.
  void flush() {
    std::vector<State::Change> agreed;
    std::set<SidePath> directories;
    {
      const std::lock_guard lock(mutex_);
      agreed.swap(agreed_);
      directories.swap(unsynced_directories_);
    }
    if (agreed.empty() && directories.empty()) return;
    tree::TaskPool pool(std::clamp<std::size_t>(directories.size(), 1, pool_.threads()));
    for (const auto& [side, path] : directories)
      pool.submit([this, side = side, &path = path] { steps_.sync_directory(side, path); });
    pool.wait();
    if (agreed.empty()) return;
    const std::lock_guard lock(mutex_);
    events_.agreed(agreed);
  }

  // --- what changed meanwhile --------------------------------------------------------------------

  // The mutex is held.
  void note_directory(const Action& action) {
    if (action.step != Step::set_metadata)
      changed_directories_.emplace(action.target, parent_of(action.path));
    if (action.step == Step::make_directory)
      changed_directories_.emplace(action.target, action.path);
  }

  // What was set aside is found under its new name.
  void follow_set_aside() {
    for (const auto& [path, loser] : losers_) {
      if (loser->step != Step::set_aside || failed_.contains(path)) continue;
      auto& nodes = found_.at(loser->target).nodes;
      nodes[loser->to] = nodes.at(path);
    }
  }

  // Those that were opened, or made open, get the permissions that they are to have: first what
  // lies deepest, as who may not enter one reaches nothing in it.
  void close_directories() {
    std::vector<std::pair<const SidePath*, const Closing*>> closing;
    for (const auto& [where, how] : to_close_) closing.emplace_back(&where, &how);
    std::ranges::stable_sort(closing, std::greater<>(),
                             [](const auto& each) { return depth_of(each.first->second); });
    for (std::size_t i = 0; i < closing.size(); ++i) {
      const auto& [where, how] = closing[i];
      if (i > 0 && depth_of(where->second) != depth_of(closing[i - 1].first->second)) pool_.wait();
      pool_.submit([this, where = where, how = how] { close(where->first, where->second, *how); });
    }
    pool_.wait();
  }

  void close(Side side, const std::string& path, const Closing& how) {
    try {
      const Node now = steps_.close_directory(side, path, how.permissions);
      const Node* like = found_.find(other(side), path);
      const std::lock_guard lock(mutex_);
      events_.closed(side, path);
      if (!how.is_new || like == nullptr) return;
      agreed_.push_back({path, agreed_about(side, *like, now)});
    } catch (const Error&) {
      // Gone again, or out of reach: it stays as it is, which the next run finds.
    }
  }

  // A directory whose entries changed as those of the other side did gets its time as well.
  void restore_directory_times() {
    for (const auto& [side, path] : changed_directories_) {
      const Node* like = path.empty() ? nullptr : found_.find(other(side), path);
      if (like == nullptr || !like->is_directory()) continue;
      pool_.submit([this, side = side, &path = path, like] {
        try {
          steps_.set_directory_time(side, path, like->modified);
        } catch (const Error&) {
          // Gone again, or a filesystem that keeps no such times: nothing depends on them.
        }
      });
    }
    pool_.wait();
  }

  Snapshots& found_;
  const Steps& steps_;
  Delivery& delivery_;
  ApplyEvents& events_;
  std::map<std::string, const Action*> losers_;    // by path: what gives way
  std::map<std::string, std::string> aside_from_;  // by its new name: a loser's path

  std::mutex mutex_;  // guards what follows, and calls of events_
  Counts counts_;
  std::set<std::string, std::less<>> failed_;
  std::set<std::string> not_renamed_;  // the spellings that names below depend on
  std::set<SidePath> changed_directories_;
  std::set<SidePath> unsynced_directories_;
  std::map<SidePath, Closing> to_close_;
  std::vector<State::Change> agreed_;

  tree::TaskPool pool_;
  tree::TaskPool large_;
};

}  // namespace

Counts carry_out(const Plan& plan, const ApplyMeans& means, ApplyEvents& events) {
  return PlanRun(means, events).carry_out(plan);
}

}  // namespace smartsync::session
