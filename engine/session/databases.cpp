#include "engine/session/databases.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/sqlite/companions.h"
#include "engine/sqlite/header.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

namespace {

// Not every file is opened to see whether it is a database: on a share that would cost more than
// all else.
bool looks_like_database(std::string_view path) {
  constexpr std::array<std::string_view, 5> endings{".db", ".sqlite", ".sqlite3", ".db3",
                                                    ".sqlitedb"};
  std::string name(path.substr(path.rfind('/') + 1));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  return std::any_of(endings.begin(), endings.end(),
                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

class Search {
 public:
  Search(Snapshot& snapshot, const fs::Dir& root, const Base& base, Side side,
         const std::function<void(const std::string& sentence)>& problem)
      : snapshot_(snapshot), root_(root), base_(base), side_(side), problem_(problem) {}

  void run(std::size_t threads) {
    Candidates candidates;
    for (auto& [path, node] : snapshot_.nodes)
      if (node.is_regular() && node.size > 0 &&
          (looks_like_database(path) || was_database(path) || has_companion(path)))
        candidates.emplace(&path, &node);
    look_at(candidates, threads);
  }

  void run_beside(const Snapshot& other, std::size_t threads) {
    Candidates candidates;
    for (const auto& [path, node] : other.nodes) {
      const auto companion = sqlite::parse_companion(path);
      if (!companion || !node.is_regular()) continue;
      const auto found = snapshot_.nodes.find(companion->database);
      const bool unknown = found != snapshot_.nodes.end() && found->second.is_regular() &&
                           found->second.size > 0 && !found->second.is_database();
      if (unknown) candidates.emplace(&found->first, &found->second);
    }
    look_at(candidates, threads);
  }

 private:
  using Candidates = std::map<const std::string*, Node*>;  // each once, in the snapshot

  void look_at(const Candidates& candidates, std::size_t threads) {
    {
      tree::TaskPool pool(std::clamp<std::size_t>(candidates.size(), 1, threads));
      for (const auto& [path, node] : candidates)
        pool.submit([this, path = path, node = node] { look(*path, *node); });
    }
    std::vector<std::string> databases;  // what belongs to one may be a candidate itself
    for (const auto& [path, node] : candidates)
      if (node->is_database()) databases.push_back(*path);
    for (const std::string& path : databases) take_companions(path);
    snapshot_.unknown.insert(snapshot_.unknown.end(), unknown_.begin(), unknown_.end());
  }

  bool was_database(const std::string& path) const {
    const auto known = base_.find(path);
    if (known == base_.end()) return false;
    return (side_ == Side::local ? known->second.local : known->second.network).is_database();
  }

  const Node* companion(const std::string& path, sqlite::CompanionKind kind) const {
    const auto found = snapshot_.nodes.find(sqlite::companion_of(path, kind));
    const bool is_file = found != snapshot_.nodes.end() && found->second.is_regular();
    return is_file ? &found->second : nullptr;
  }

  bool has_companion(const std::string& path) const {
    return std::ranges::any_of(sqlite::all_companions, [&](sqlite::CompanionKind kind) {
      return companion(path, kind) != nullptr;
    });
  }

  void look(const std::string& path, Node& node) {
    try {
      const auto header = sqlite::read_header(root_.open_read(path));
      if (!header) return;
      DatabaseVersion version{.change_counter = header->change_counter};
      if (has_companion(path)) {
        const FilePlace place(root_, path);
        const auto live = sqlite::companions_beside(place.dir, place.name);
        if (live.live_wal) version.wal = part(path, sqlite::CompanionKind::wal);
        if (live.hot_journal) version.journal = part(path, sqlite::CompanionKind::journal);
      }
      node.database = version;
    } catch (const Error& error) {
      const std::lock_guard lock(mutex_);
      unknown_.push_back(path);
      for (const auto kind : sqlite::all_companions)
        unknown_.push_back(sqlite::companion_of(path, kind));
      if (problem_ && error.code() != std::errc::no_such_file_or_directory) problem_(error.what());
    }
  }

  // What came after the listing is of a size and time that it will not have again.
  DatabasePart part(const std::string& path, sqlite::CompanionKind kind) const {
    const Node* found = companion(path, kind);
    if (found == nullptr) return {};
    return {found->size, found->modified};
  }

  void take_companions(const std::string& path) {
    for (const auto kind : sqlite::all_companions)
      if (companion(path, kind) != nullptr) snapshot_.nodes.erase(sqlite::companion_of(path, kind));
  }

  Snapshot& snapshot_;
  const fs::Dir& root_;
  const Base& base_;
  Side side_;
  const std::function<void(const std::string& sentence)>& problem_;
  std::mutex mutex_;
  std::vector<std::string> unknown_;
};

}  // namespace

void note_databases(Snapshot& snapshot, const fs::Dir& root, const Base& base, Side side,
                    std::size_t threads,
                    const std::function<void(const std::string& sentence)>& problem) {
  Search(snapshot, root, base, side, problem).run(threads);
}

void note_databases_beside(const Snapshot& other, Snapshot& snapshot, const fs::Dir& root,
                           const Base& base, Side side, std::size_t threads,
                           const std::function<void(const std::string& sentence)>& problem) {
  Search(snapshot, root, base, side, problem).run_beside(other, threads);
}

void require_not_in_use(const FilePlace& database) {
  if (!sqlite::companions_beside(database.dir, database.name).any()) return;
  const std::string path = database.dir.path_of(database.name);
  throw Error("the database \"" + path +
                  "\" is in use there, or was left so (a -wal or -journal lies beside it): it is "
                  "left for the next run; close it in its program",
              path);
}

void clear_companions(const FilePlace& database, const std::string& path, Trash& trash) {
  for (const auto kind : sqlite::all_companions) {
    const auto stat = sqlite::stat_companion(database.dir, database.name, kind);
    if (stat && stat->type == fs::FileType::regular) trash.keep(sqlite::companion_of(path, kind));
  }
}

}  // namespace smartsync::session
