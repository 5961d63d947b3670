#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/session/databases.h"
#include "engine/session/files/remove_tree.h"
#include "engine/session/files/utc_time.h"
#include "engine/session/ignore_rules.h"
#include "engine/session/session.h"
#include "engine/session/session_run.h"
#include "engine/session/snapshot.h"
#include "engine/session/staging.h"
#include "engine/sqlite/companions.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {

namespace {

// Copies what local runs put into their trash to that of the network: it outlives the staging copy.
class TrashRescue {
 public:
  TrashRescue(const Trees& trees) : trees_(trees) {}

  void run() const {
    const std::string path = std::string(session_directory) + "/trash";
    const auto local = trees_.local.open_dir_if_exists(path);
    if (!local || local->list().entries.empty()) return;
    copy(*local, make_folder(path + "/" + name_time(fs::now()) + "-staging"));
  }

 private:
  // Of this staging copy alone: others may be finished in the same second.
  fs::Dir make_folder(const std::string& wanted) const {
    std::string path = wanted;
    for (int other = 2; trees_.network.open_dir_if_exists(path); ++other)
      path = wanted + "-" + std::to_string(other);
    return sync::make_dirs(trees_.network, path);
  }

  static void copy(const fs::Dir& from, const fs::Dir& to) {
    for (const fs::Listed& entry : from.list().entries) {
      if (entry.stat.type == fs::FileType::directory) {
        if (!to.stat(entry.name)) to.make_dir(entry.name, 0777);
        copy(from.open_dir(entry.name), to.open_dir(entry.name));
      } else if (entry.stat.type == fs::FileType::symlink) {
        to.make_symlink(from.read_link(entry.name), entry.name);
      } else {
        const fs::File source = from.open_read(entry.name);
        fs::File target = to.create(entry.name, 0666);
        (void)fs::copy_content(source, target, entry.stat.size);
        target.set_times(std::nullopt, entry.stat.modified);
        target.sync();
        target.close();
      }
    }
  }

  const Trees& trees_;
};

// What keeps a staging copy from being removed.
class NowhereElse {
 public:
  void add(const std::string& path) {
    if (count_++ == 0) first_ = path;
  }
  bool is_empty() const { return count_ == 0; }
  std::string sentence() const {
    const std::string others = count_ > 1 ? " (and " + std::to_string(count_ - 1) + " more)" : "";
    return "\"" + first_ + "\"" + others +
           " is not on the network drive: the staging copy stays; what travels goes with the next "
           "run, and what .smartsyncignore names is to be taken away by who does not need it any "
           "more";
  }

 private:
  std::string first_;
  std::size_t count_ = 0;
};

// Removes a staging copy whose content is known to be on the network; what is not known there stops
// it before anything is removed.
class Removal {
 public:
  Removal(const fs::Dir& root, const Base& base) : root_(root), base_(base) {}

  NowhereElse nowhere_else() const {
    NowhereElse found;
    walk(root_, "", [&](const fs::Dir& dir, const fs::Listed& entry, const std::string& path) {
      if (!is_delivered(dir, entry, path)) found.add(dir.path_of(entry.name));
    });
    return found;
  }
  // What will be, as it does not travel; known before anything is delivered.
  NowhereElse left_by(const Snapshot& travelling) const {
    NowhereElse found;
    walk(root_, "", [&](const fs::Dir& dir, const fs::Listed& entry, const std::string& path) {
      const auto companion = sqlite::parse_companion(path);
      const bool travels = travelling.nodes.contains(path) ||
                           (companion && travelling.nodes.contains(companion->database));
      if (!travels) found.add(dir.path_of(entry.name));
    });
    return found;
  }

  void remove() const { empty(root_, ""); }

 private:
  using Visit =
      std::function<void(const fs::Dir& dir, const fs::Listed& entry, const std::string& path)>;

  static void walk(const fs::Dir& dir, const std::string& parent, const Visit& visit) {
    for (const fs::Listed& entry : dir.list().entries) {
      if (is_debris(entry.name)) continue;
      const std::string path = parent.empty() ? entry.name : parent + "/" + entry.name;
      visit(dir, entry, path);
      if (entry.stat.type == fs::FileType::directory) walk(dir.open_dir(entry.name), path, visit);
    }
  }

  bool is_delivered(const fs::Dir& dir, const fs::Listed& entry, const std::string& path) const {
    const auto known = base_.find(path);
    const bool same = known != base_.end() && is_known(dir, entry, known->second.local);
    return same || is_delivered_companion(dir, entry, path);
  }

  static bool is_known(const fs::Dir& dir, const fs::Listed& entry, const Node& node) {
    if (entry.stat.type != node.type) return false;
    if (node.is_directory()) return true;
    if (!node.is_regular()) return dir.read_link(entry.name) == node.link_target;
    return is_same_version(identity_of(entry.stat), node.identity());
  }

  // What belongs to a database went with it, if it is still what it was then; what a transaction
  // left that has ended says nothing, and a -shm never does.
  bool is_delivered_companion(const fs::Dir& dir, const fs::Listed& entry,
                              const std::string& path) const {
    const auto name = sqlite::parse_companion(path);
    if (!name || entry.stat.type != fs::FileType::regular) return false;
    const auto database = base_.find(name->database);
    if (database == base_.end() || !database->second.local.is_database()) return false;
    if (name->kind == sqlite::CompanionKind::shm || entry.stat.size == 0) return true;
    const bool ended =
        name->kind == sqlite::CompanionKind::journal &&
        !sqlite::has_hot_journal(dir, fs::split_path(std::string(name->database)).name);
    const DatabaseVersion& version = *database->second.local.database;
    const auto& part = name->kind == sqlite::CompanionKind::wal ? version.wal : version.journal;
    return ended || part == DatabasePart{entry.stat.size, entry.stat.modified};
  }

  void empty(const fs::Dir& dir, const std::string& parent) const {
    for (const fs::Listed& entry : dir.list().entries) {
      const std::string path = parent.empty() ? entry.name : parent + "/" + entry.name;
      if (parent.empty() && entry.name == session_directory) continue;
      if (!is_within_debris(path) && !is_delivered(dir, entry, path)) {
        NowhereElse found;
        found.add(dir.path_of(entry.name));
        throw Ended{ExitCode::partial, found.sentence()};
      }
      if (entry.stat.type == fs::FileType::directory) {
        let_owner_empty(dir, entry);
        empty(dir.open_dir(entry.name), path);
        dir.remove_dir(entry.name);
      } else {
        dir.remove_file(entry.name);
      }
    }
  }

  static bool is_within_debris(std::string_view path) {
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t end = std::min(path.find('/', begin), path.size());
      if (is_debris(path.substr(begin, end - begin))) return true;
      begin = end + 1;
    }
    return false;
  }

  const fs::Dir& root_;
  const Base& base_;
};

// The state has forgotten everything by now: in whatever order its files go, nothing counts as
// deleted.
void remove_session_directory(const std::string& local) {
  const fs::Dir root = fs::Dir::open(local);
  remove_content(root.open_dir(session_directory));
  root.remove_dir(session_directory);
  const std::string absolute = absolute_path(local);
  const std::size_t slash = absolute.rfind('/');
  try {
    fs::Dir::open(absolute.substr(0, slash + 1)).remove_dir(absolute.substr(slash + 1));
  } catch (const Error&) {
    // Somebody's working directory, or a mount point: it stays, empty.
  }
}

void tell_rehearsed(const std::string& local, const Outcome& outcome, SessionEvents& events) {
  events.notice("the staging copy \"" + local + "\" would " +
                (outcome.code == ExitCode::ok ? "then be removed" : "stay"));
}

}  // namespace

Outcome finish(const SessionOptions& options, SessionEvents& events) {
  Outcome outcome;
  {
    OpenSession session = open_session(open_state(options.local), options, events);
    Wanted wanted{Direction::both, Operation::final_sync};
    wanted.leaves_news = true;
    outcome = run_session(session, wanted, options, events);
    const Base base = session.state.load_base();
    const Removal removal(session.trees.local, base);
    if (options.dry_run) {
      const Snapshot travelling = take_snapshot(options.local, {.ignored = session.ignored});
      const NowhereElse left = removal.left_by(travelling);
      if (!left.is_empty()) {
        events.error(left.sentence());
        if (outcome.code == ExitCode::ok) outcome.code = ExitCode::partial;
      }
      tell_rehearsed(options.local, outcome, events);
    }
    if (options.dry_run || outcome.code != ExitCode::ok) return outcome;
    const NowhereElse left = removal.nowhere_else();
    if (!left.is_empty()) throw Ended{ExitCode::partial, left.sentence()};
    TrashRescue(session.trees).run();
    // Were the rest of this interrupted, what is gone already must not count as deleted.
    session.state.forget_everything();
    removal.remove();
  }
  remove_session_directory(options.local);
  events.notice("everything is on the network drive; the staging copy was removed");
  return outcome;
}

}  // namespace smartsync::session
