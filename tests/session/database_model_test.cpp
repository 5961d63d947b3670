// Databases in use, at rest, and replaced by anything else, on both sides of a real session: random
// histories on real files. SMARTSYNC_DATABASE_HISTORIES and SMARTSYNC_SEED change how many, and
// where they begin.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "engine/session/files/remove_tree.h"
#include "engine/sqlite/companions.h"
#include "engine/sqlite/header.h"
#include "tests/rounds.h"
#include "tests/session/staged_project.h"
#include "tests/sqlite/workshop.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace smartsync::test;

namespace {

bool is_database(const fs::Dir& dir, const std::string& name) {
  const auto stat = dir.stat(name);
  return stat && stat->type == fs::FileType::regular && sqlite::read_header(dir.open_read(name));
}

// What a program finds in a database: its words, whatever lies beside it.
std::string words_in(const fs::Dir& dir, const std::string& name) {
  const Scratch desk;
  copy_as_stopped(dir, name, desk.dir());
  sqlite::Database database(desk.dir().path_of(name), sqlite::Database::Access::write);
  std::string words = "database:";
  auto rows = database.prepare("SELECT word FROM said ORDER BY rowid");
  while (rows.step()) words.append(" ").append(rows.text(0));
  return words;
}

// By path: what a person sees there.
using Seen = std::map<std::string, std::string>;

void look_into(const fs::Dir& dir, const std::string& below, Seen& seen) {
  for (const fs::Listed& entry : dir.list().entries) {
    if (entry.name == ".smartsync" || entry.name == ".sync_log.json") continue;
    const std::string path = below + entry.name;
    const auto companion = sqlite::parse_companion(entry.name);
    if (companion && is_database(dir, std::string(companion->database))) continue;
    if (entry.stat.type == fs::FileType::directory) {
      seen[path] = "folder";
      look_into(dir.open_dir(entry.name), path + "/", seen);
    } else if (entry.stat.type == fs::FileType::symlink) {
      seen[path] = "link to " + dir.read_link(entry.name);
    } else if (is_database(dir, entry.name)) {
      seen[path] = words_in(dir, entry.name);
    } else {
      seen[path] = read_file(dir, entry.name);
    }
  }
}

class Office {
 public:
  explicit Office(std::uint64_t seed) : random_(seed) {
    REQUIRE(project_.init().code == ExitCode::ok);
  }

  void run() {
    for (int i = draw(5) + 2; i > 0; --i) {
      for (int edits = draw(4); edits > 0; --edits) edit(some_side(), some_path());
      sync();
    }
    for (const char* side : {"net", "loc"})
      for (const std::string& path : paths()) close(side, path);
    sync(Direction::both);
    CHECK(outcome_.code == ExitCode::ok);
  }

 private:
  int draw(int below) { return std::uniform_int_distribution(0, below - 1)(random_); }
  std::string some_side() { return draw(2) == 0 ? "net" : "loc"; }
  static const std::vector<std::string>& paths() {
    static const std::vector<std::string> all{"a.db", "runs/b.db", "results"};
    return all;
  }
  const std::string& some_path() { return paths()[static_cast<std::size_t>(draw(3))]; }
  std::string word() { return "w" + std::to_string(++words_); }

  // --- people ------------------------------------------------------------------------------------

  FilePlace place_of(const std::string& side, const std::string& path) const {
    const fs::Dir root = project_.scratch.dir().open_dir(side);
    const auto [folder, name] = fs::split_path(path);
    if (!folder.empty()) sync::make_dirs(root, folder);
    return {root, path};
  }

  static void remove(const FilePlace& at, const std::string& name) {
    const auto stat = at.dir.stat(name);
    if (!stat) return;
    if (stat->type != fs::FileType::directory) return at.dir.remove_file(name);
    remove_content(at.dir.open_dir(name));
    at.dir.remove_dir(name);
  }

  void note(const std::string& what) { history_ += "\n  " + what; }

  void edit(const std::string& side, const std::string& path) {
    // Two people write in one and the same instant on no two machines.
    std::this_thread::sleep_for(std::chrono::milliseconds(12));
    const FilePlace at = place_of(side, path);
    const int kind = draw(11);
    note(side + "/" + path + " edit " + std::to_string(kind));
    if (kind == 0) return commit(at, word());
    if (kind == 1) return close(side, path);
    if (kind == 2 && at.dir.stat(at.name))
      return at.dir.set_permissions(at.name, draw(2) == 0 ? 0700 : 0750);
    remove(at, at.name);
    // Whoever replaces a database may know what else belongs to it.
    if (kind >= 6 || draw(3) == 0)
      for (const char* ending : {"-wal", "-journal", "-shm"}) remove(at, at.name + ending);
    switch (kind) {
      case 3:
        return write_file(at.dir, at.name, word());
      case 4:
        at.dir.make_dir(at.name, 0755);
        return write_file(at.dir.open_dir(at.name), "inside", word());
      case 5:
#ifndef _WIN32
        return at.dir.make_symlink(word(), at.name);
#endif
      case 6:
        return;
      case 7:
        return make(at, "PRAGMA journal_mode=PERSIST", Left::closed);
      case 8:
        return make(at, "PRAGMA journal_mode=WAL", Left::open);
      case 9:
        return make(at, "PRAGMA cache_size=2", Left::in_transaction);
      default:
        return make(at, "PRAGMA journal_mode=DELETE", Left::closed);
    }
  }

  enum class Left { closed, open, in_transaction };

  void make(const FilePlace& at, const std::string& pragma, Left left) {
    const Scratch desk;
    {
      sqlite::Database database(desk.dir().path_of(at.name), sqlite::Database::Access::create);
      database.execute(pragma + "; PRAGMA synchronous=OFF");
      database.execute("CREATE TABLE said(word TEXT, pad BLOB)");
      say(database, word());
      if (left == Left::in_transaction) {
        database.execute("BEGIN");
        for (int i = 0; i < 30; ++i) say(database, "unsaid");
      }
      if (left != Left::closed) return copy_as_stopped(desk.dir(), at.name, at.dir);
    }
    copy_as_stopped(desk.dir(), at.name, at.dir);
  }

  static void say(sqlite::Database& database, const std::string& word) {
    database.prepare("INSERT INTO said VALUES (?1, randomblob(700))").bind(1, word).run();
  }

  void commit(const FilePlace& at, const std::string& word) {
    if (!is_database(at.dir, at.name)) return;
    sqlite::Database database(at.dir.path_of(at.name), sqlite::Database::Access::write);
    database.execute("PRAGMA synchronous=OFF");
    say(database, word);
  }

  // The last program that uses it ends.
  void close(const std::string& side, const std::string& path) {
    const FilePlace at = place_of(side, path);
    if (!is_database(at.dir, at.name)) return;
    sqlite::Database database(at.dir.path_of(at.name), sqlite::Database::Access::write);
    database.number("SELECT count(*) FROM said");
    database.execute("PRAGMA journal_mode=DELETE");
  }

  static std::string shown(const Seen& seen) {
    std::string text;
    for (const auto& [path, content] : seen) text += path + " = " + content.substr(0, 40) + "; ";
    return text;
  }

  // --- what must hold ----------------------------------------------------------------------------

  Seen look(const std::string& side) const {
    Seen seen;
    look_into(project_.scratch.dir().open_dir(side), "", seen);
    return seen;
  }

  std::set<std::string> everything() const {
    std::set<std::string> found;
    for (const std::string side : {"net", "loc"}) {
      for (const auto& [path, content] : look(side)) found.insert(content);
      Seen kept;
      if (const auto trash = project_.scratch.dir().open_dir_if_exists(side + "/.smartsync/trash"))
        look_into(*trash, "", kept);
      for (const auto& [path, content] : kept) found.insert(content);
    }
    return found;
  }

  bool is_in_use(const std::string& side) const {
    return std::ranges::any_of(paths(), [&](const std::string& path) {
      const FilePlace at = place_of(side, path);
      return is_database(at.dir, at.name) && sqlite::companions_beside(at.dir, at.name).any();
    });
  }

  void sync() {
    sync(static_cast<Direction>(draw(3)));
  }

  void sync(Direction direction) {
    constexpr std::array policies{OnConflict::keep_both, OnConflict::newest, OnConflict::local,
                                  OnConflict::network};
    project_.defaults.on_conflict = policies[static_cast<std::size_t>(draw(4))];
    project_.defaults.allow_mass_delete = true;
    project_.defaults.delivery.database_wait = std::chrono::milliseconds(0);
    note("sync " + std::to_string(static_cast<int>(direction)) + " policy " +
         std::to_string(static_cast<int>(project_.defaults.on_conflict)));
    const bool in_use = is_in_use("net") || is_in_use("loc");
    const Seen net = look("net");
    const Seen loc = look("loc");
    outcome_ = project_.go(direction);
    std::string told;
    for (const std::string& error : project_.told.errors) told += "\n  error: " + error;
    for (const Action& action : project_.told.plan.actions)
      told += "\n  " + std::to_string(static_cast<int>(action.step)) + " " +
              name_of(action.target) + " " + action.path;
    INFO(history_ << told << "\n  net: " << shown(net) << "\n  loc: " << shown(loc)
                  << "\n  then net: " << shown(look("net")) << "\n  loc: " << shown(look("loc")));
    const bool is_done = outcome_.code == ExitCode::ok;
    CHECK((is_done || (in_use && outcome_.code == ExitCode::partial)));
    require_nothing_is_lost(net, loc);
    if (is_done && direction == Direction::both) CHECK(look("net") == look("loc"));
    note_agreed();
  }

  void require_nothing_is_lost(const Seen& net, const Seen& loc) const {
    const std::set<std::string> now = everything();
    for (const Seen* before : {&net, &loc})
      for (const auto& [path, content] : *before) {
        const auto known = agreed_.find(path);
        if (content == "folder" || (known != agreed_.end() && known->second == content)) continue;
        INFO(path << " held " << content.substr(0, 80));
        CHECK(now.contains(content));
      }
  }

  // What one side may replace with what the other has made of it.
  void note_agreed() {
    const Seen net = look("net");
    const Seen loc = look("loc");
    for (const auto& [path, content] : net)
      if (loc.contains(path) && loc.at(path) == content) agreed_[path] = content;
  }

  StagedProject project_;
  std::mt19937_64 random_;
  int words_ = 0;
  Seen agreed_;
  Outcome outcome_;
  std::string history_;
};

}  // namespace

TEST_CASE("model: whatever becomes of databases, both sides converge and nothing is lost") {
  const std::uint64_t first = setting("SMARTSYNC_SEED", 1);
  const std::uint64_t histories = setting("SMARTSYNC_DATABASE_HISTORIES", rounds(25));
  for (std::uint64_t seed = first; seed < first + histories; ++seed) {
    INFO("history " << seed);
    Office(seed).run();
  }
}
