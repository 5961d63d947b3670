#include "engine/session/databases.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/sqlite/companions.h"
#include "engine/sqlite/header.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

namespace {

constexpr std::string_view counter = "counter ";

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
  Search(Snapshot& snapshot, const fs::Dir& root, const Base& base, Side side)
      : snapshot_(snapshot), root_(root), base_(base), side_(side) {}

  void run(std::size_t threads) {
    std::vector<std::pair<const std::string*, Node*>> candidates;
    for (auto& [path, node] : snapshot_.nodes)
      if (node.is_regular() && node.size > 0 &&
          (looks_like_database(path) || was_database(path) || has_companion(path)))
        candidates.emplace_back(&path, &node);
    {
      tree::TaskPool pool(std::clamp<std::size_t>(candidates.size(), 1, threads));
      for (const auto& [path, node] : candidates)
        pool.submit([this, path = path, node = node] { look(*path, *node); });
    }
    for (const auto& [path, node] : candidates)
      if (!node->beside.empty()) take_companions(*path, *node);
    snapshot_.unknown.insert(snapshot_.unknown.end(), unknown_.begin(), unknown_.end());
  }

 private:
  bool was_database(const std::string& path) const {
    const auto known = base_.find(path);
    if (known == base_.end()) return false;
    return !(side_ == Side::local ? known->second.local : known->second.network).beside.empty();
  }

  const Node* companion(const std::string& path, sqlite::CompanionKind kind) const {
    const auto found = snapshot_.nodes.find(sqlite::companion_of(path, kind));
    const bool is_file = found != snapshot_.nodes.end() && found->second.is_regular();
    return is_file ? &found->second : nullptr;
  }

  bool has_companion(const std::string& path) const {
    return companion(path, sqlite::CompanionKind::wal) != nullptr ||
           companion(path, sqlite::CompanionKind::journal) != nullptr;
  }

  void look(const std::string& path, Node& node) {
    try {
      const auto header = sqlite::read_header(root_.open_read(path));
      if (header) node.beside = beside_of(header->change_counter);
    } catch (const Error&) {
      const std::lock_guard lock(mutex_);
      unknown_.push_back(path);
      for (const auto kind : {sqlite::CompanionKind::wal, sqlite::CompanionKind::journal})
        unknown_.push_back(sqlite::companion_of(path, kind));
    }
  }

  void take_companions(const std::string& path, Node& node) {
    for (const auto kind : {sqlite::CompanionKind::wal, sqlite::CompanionKind::journal}) {
      const Node* found = companion(path, kind);
      if (found == nullptr) continue;
      if (found->size > 0) {
        node.beside += kind == sqlite::CompanionKind::wal ? ", wal " : ", journal ";
        node.beside += std::to_string(found->size) + " " + std::to_string(found->modified.seconds) +
                       "." + std::to_string(found->modified.nanoseconds);
      }
      snapshot_.nodes.erase(sqlite::companion_of(path, kind));
    }
  }

  Snapshot& snapshot_;
  const fs::Dir& root_;
  const Base& base_;
  Side side_;
  std::mutex mutex_;
  std::vector<std::string> unknown_;
};

}  // namespace

void note_databases(Snapshot& snapshot, const fs::Dir& root, const Base& base, Side side,
                    std::size_t threads) {
  Search(snapshot, root, base, side).run(threads);
}

std::string beside_of(std::uint32_t change_counter) {
  return std::string(counter) + std::to_string(change_counter);
}

bool is_in_use(const Node& database) {
  return database.beside.find(',') != std::string::npos;
}

}  // namespace smartsync::session
