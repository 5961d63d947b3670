#include "engine/session/apply.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "engine/fs/error.h"
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
    for (const std::string& path : plan.agreed) remember_as_found(path);
    for (const Step step : {Step::set_aside, Step::clear, Step::make_directory, Step::copy,
                            Step::set_metadata, Step::remove}) {
      carry_out(of_step(plan, step));
      if (step == Step::set_aside || step == Step::clear) follow(of_step(plan, step));
    }
    restore_directory_times();
    flush();
    return counts_;
  }

 private:
  using Actions = std::vector<const Action*>;

  // Those of one kind, in groups of equal depth: what lies in another waits for it.
  static Actions of_step(const Plan& plan, Step step) {
    Actions actions;
    for (const Action& action : plan.actions)
      if (action.step == step) actions.push_back(&action);
    const bool children_first = step == Step::clear || step == Step::remove;
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
      const std::uint64_t bytes = act(action);
      const std::lock_guard lock(mutex_);
      if (action.step == Step::copy) ++counts_.files;
      if (action.step == Step::remove || action.step == Step::clear) ++counts_.deletions;
      counts_.bytes += bytes;
      note_directory(action);
      events_.done(action, bytes);
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex_);
      failed_.insert(action.path);
      if (events_.must_stop()) return;
      ++counts_.failures;
      events_.failed(action, error.what());
    }
  }

  // The run ends, or an earlier step for the same path, or for what was to get this name, failed.
  bool must_not_begin(const Action& action) {
    const std::lock_guard lock(mutex_);
    const auto aside = aside_from_.find(action.path);
    const bool depends = failed_.contains(action.path) ||
                         (aside != aside_from_.end() && failed_.contains(aside->second));
    const bool stays = depends || events_.must_stop();
    if (stays) failed_.insert(action.path);
    return stays;
  }

  std::uint64_t act(const Action& action) {
    switch (action.step) {
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
        remember_made(action, steps_.make_directory(action.target, action.path, source_of(action)));
        return 0;
      case Step::set_metadata:
        remember_made(action, steps_.set_metadata(action.target, action.path, source_of(action)));
        return 0;
      case Step::copy:
        return copy(action);
    }
    return 0;
  }

  void discard(const Action& action) {
    const bool indexed = action.target == Side::network &&
                         found_.find(Side::network, action.path)->size >= Delivery::large;
    steps_.discard(action.target, action.path);
    if (indexed) delivery_.forget(action.path);
  }

  std::uint64_t copy(const Action& action) {
    const Node& source = source_of(action);
    if (!source.is_regular()) {
      steps_.require_as_found(other(action.target), action.path);
      remember_made(action, steps_.make_link(action.target, action.path, source));
      return 0;
    }
    const Node* there = found_.find(action.target, action.path);
    if (there != nullptr && (action.keep_old || !there->is_regular())) {
      steps_.discard(action.target, action.path);
      there = nullptr;
    }
    const auto progress = [this](std::uint64_t bytes) {
      const std::lock_guard lock(mutex_);
      events_.progress(bytes);
      if (events_.must_stop()) throw Error("interrupted");
    };
    Delivered delivered = delivery_.deliver(action.target, action.path, source, there, progress);
    const bool to_network = action.target == Side::network;
    Agreed agreed{to_network ? delivered.source : delivered.target,
                  to_network ? delivered.target : delivered.source};
    remember(action, std::move(agreed), std::move(delivered.index));
    return delivered.bytes;
  }

  // --- what is remembered ------------------------------------------------------------------------

  void remember_as_found(const std::string& path) {
    const Node* local = found_.find(Side::local, path);
    const Node* network = found_.find(Side::network, path);
    std::optional<Agreed> agreed;
    if (local != nullptr && network != nullptr) agreed = Agreed{*local, *network};
    const std::lock_guard lock(mutex_);
    agreed_.push_back({path, std::move(agreed)});
  }

  void remember_made(const Action& action, const Node& made) {
    const Node& source = source_of(action);
    const bool to_network = action.target == Side::network;
    Node target = made;
    if (const Node* before = found_.find(action.target, action.path)) {
      target.content = before->content;
      target.beside = before->beside;
    }
    remember(action, to_network ? Agreed{source, target} : Agreed{target, source});
  }

  void remember(const Action& action, std::optional<Agreed> agreed,
                std::optional<BlockIndex> index = {}) {
    const std::lock_guard lock(mutex_);
    agreed_.push_back({action.path, std::move(agreed), std::move(index)});
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
    std::set<std::pair<Side, std::string>> directories;
    {
      const std::lock_guard lock(mutex_);
      agreed.swap(agreed_);
      directories.swap(unsynced_directories_);
    }
    if (agreed.empty()) return;
    tree::TaskPool pool(std::clamp<std::size_t>(directories.size(), 1, pool_.threads()));
    for (const auto& [side, path] : directories)
      pool.submit([this, side = side, &path = path] { steps_.sync_directory(side, path); });
    pool.wait();
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

  // What was set aside or cleared is no longer where it was found.
  void follow(const Actions& actions) {
    for (const Action* action : actions) {
      if (action->step == Step::set_aside) aside_from_[action->to] = action->path;
      if (failed_.contains(action->path)) continue;
      auto& nodes = found_.at(action->target).nodes;
      if (action->step == Step::set_aside) nodes[action->to] = nodes.at(action->path);
      nodes.erase(action->path);
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

  std::mutex mutex_;  // guards what follows, and calls of events_
  Counts counts_;
  std::set<std::string, std::less<>> failed_;
  std::map<std::string, std::string> aside_from_;
  std::set<std::pair<Side, std::string>> changed_directories_;
  std::set<std::pair<Side, std::string>> unsynced_directories_;
  std::vector<State::Change> agreed_;

  tree::TaskPool pool_;
  tree::TaskPool large_;
};

}  // namespace

Counts carry_out(const Plan& plan, const ApplyMeans& means, ApplyEvents& events) {
  return PlanRun(means, events).carry_out(plan);
}

}  // namespace smartsync::session
