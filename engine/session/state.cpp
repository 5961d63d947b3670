#include "engine/session/state.h"

#include <array>
#include <charconv>
#include <utility>

#include "engine/fs/error.h"
#include "engine/session/marker.h"
#include "engine/sqlite/check.h"
#include "engine/sqlite/companions.h"

namespace smartsync::session {

namespace {

// Written into the database's header: "SmSy", and the version of the tables.
constexpr std::int64_t application_id = 0x536d5379;
constexpr std::int64_t version = 1;

// Also how a state's own schema must read: another one is of another version.
constexpr const char* tables = R"(
CREATE TABLE fact (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE node (
  path BLOB NOT NULL,
  side INTEGER NOT NULL,          -- 0 local, 1 network
  type INTEGER NOT NULL,          -- 0 regular file, 1 directory, 2 symlink
  permissions INTEGER NOT NULL,
  size INTEGER NOT NULL,
  seconds INTEGER NOT NULL,       -- of the modification time
  nanoseconds INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  link_target BLOB NOT NULL,
  beside BLOB NOT NULL,
  content BLOB,                   -- xxh128
  PRIMARY KEY (path, side)
) WITHOUT ROWID;
CREATE TABLE block_index (path BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
)";

[[noreturn]] void damaged(const std::string& path, const std::string& what) {
  throw DamagedState("the session's state \"" + path + "\" cannot be used: " + what +
                         "; remove it and run \"smartsync init\" with the same two "
                         "directories: it compares them anew and overwrites neither",
                     path);
}

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Runs `work`, whose failures for a damaged database are DamagedState.
template <typename Work>
auto guarded(const std::string& path, Work work) {
  try {
    return work();
  } catch (const sqlite::DatabaseError& error) {
    if (error.is_busy())
      throw StateInUse("another run works with this staging copy (it holds \"" + path + "\")",
                       path);
    if (error.is_damaged() || error.is_constraint()) damaged(path, error.message());
    throw;
  }
}

sqlite::Database open_exclusively(const fs::Dir& local, sqlite::Database::Access access,
                                  std::chrono::milliseconds wait) {
  sqlite::Database database(sqlite::FileName(local, state_path), access, wait);
  database.distrust_schema();
  // Held until the connection is closed, by the end of the process at the latest. Not asked for
  // before the lock is there: two that wait would each keep what the other waits for.
  database.execute(
      "PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; PRAGMA locking_mode = EXCLUSIVE; COMMIT");
  return database;
}

bool can_be_path(std::string_view text) {
  return !text.empty() && text.find('\0') == std::string_view::npos;
}

std::string key_of(State::Fact fact) {
  return fact == State::Fact::initialised ? "initialised" : "undelivered";
}

// Keys of directories that are open: "open local PATH".
const std::string open_directories = "open ";

std::string key_of(Side side, const std::string& path) {
  return open_directories + name_of(side) + " " + path;
}

// nullopt: such a key cannot be.
std::optional<State::OpenDirectory> open_directory_of(std::string_view key,
                                                      std::string_view value) {
  for (const Side side : {Side::local, Side::network}) {
    const std::string beginning = key_of(side, "");
    if (!key.starts_with(beginning)) continue;
    State::OpenDirectory found{side, std::string(key.substr(beginning.size()))};
    const char* end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, found.permissions, 8);
    if (read.ec == std::errc() && read.ptr == end && found.permissions <= 0777 &&
        is_inner_path(found.path))
      return found;
  }
  return std::nullopt;
}

std::string octal(std::uint16_t number) {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 8).ptr;
  return {digits.data(), end};
}

class NodeReader {
 public:
  NodeReader(const sqlite::Statement& row, const std::string& file) : row_(row), file_(file) {}

  Node node() const {
    Node node;
    node.type = type(number(2, 0, 2));
    node.permissions = static_cast<std::uint16_t>(number(3, 0, 07777));
    node.size = static_cast<std::uint64_t>(number(4, 0, INT64_MAX));
    node.modified = {row_.integer(5), static_cast<std::int32_t>(number(6, 0, 999'999'999))};
    node.file_id = static_cast<std::uint64_t>(row_.integer(7));
    node.link_target = text_of(row_.blob(8));
    node.database = database(text_of(row_.blob(9)));
    if (!row_.is_null(10)) node.content = digest(row_.blob(10));
    return node;
  }

  std::int64_t number(int column, std::int64_t least, std::int64_t most) const {
    const std::int64_t value = row_.integer(column);
    if (value < least || value > most) damaged(file_, "a row of its tables is impossible");
    return value;
  }

 private:
  static fs::FileType type(std::int64_t number) {
    if (number == 0) return fs::FileType::regular;
    return number == 1 ? fs::FileType::directory : fs::FileType::symlink;
  }

  std::optional<DatabaseVersion> database(const std::string& text) const {
    if (text.empty()) return std::nullopt;
    const auto parsed = parse_database_version(text);
    if (!parsed) damaged(file_, "a row of its tables is impossible");
    return parsed;
  }

  hash::Digest digest(std::span<const std::byte> bytes) const {
    hash::Digest digest;
    digest.size = static_cast<std::uint8_t>(hash::digest_size(hash::Kind::xxh128));
    if (bytes.size() != digest.size) damaged(file_, "a row of its tables is impossible");
    std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    return digest;
  }

  const sqlite::Statement& row_;
  const std::string& file_;
};

std::int64_t number_of(fs::FileType type) {
  if (type == fs::FileType::regular) return 0;
  return type == fs::FileType::directory ? 1 : 2;
}

void insert(sqlite::Statement& statement, const std::string& path, Side side, const Node& node) {
  const std::string beside = node.database ? to_text(*node.database) : std::string();
  statement.bind(1, bytes_of(path))
      .bind(2, std::int64_t{side == Side::network})
      .bind(3, number_of(node.type))
      .bind(4, std::int64_t{node.permissions})
      .bind(5, static_cast<std::int64_t>(node.size))
      .bind(6, node.modified.seconds)
      .bind(7, std::int64_t{node.modified.nanoseconds})
      .bind(8, static_cast<std::int64_t>(node.file_id))
      .bind(9, bytes_of(node.link_target))
      .bind(10, bytes_of(beside));
  if (node.content) {
    statement.bind(11, node.content->view());
  } else {
    statement.bind(11, std::nullopt);
  }
  statement.run();
}

}  // namespace

State State::create(const fs::Dir& local, const Project& project) {
  const std::string path = local.path_of(state_path);
  return guarded(path, [&] {
    if (!local.stat(session_directory)) local.make_dir(session_directory, 0777);
    State state(open_exclusively(local, sqlite::Database::Access::create, {}), project);
    sqlite::Transaction transaction(state.database_);
    state.database_.execute(tables);
    state.database_.execute("PRAGMA application_id = " + std::to_string(application_id) +
                            "; PRAGMA user_version = " + std::to_string(version));
    state.set_value("project", project.id);
    state.set_value("network", project.network);
    transaction.commit();
    return state;
  });
}

std::optional<State> State::open(const fs::Dir& local, std::chrono::milliseconds wait) {
  const std::string path = local.path_of(state_path);
  const auto stat = local.stat(state_path);
  if (!stat) return std::nullopt;
  if (stat->type != fs::FileType::regular) damaged(path, "it is no file");
  if (sqlite::names_super_journal(local, state_path))
    damaged(path, "its journal names other files");
  return guarded(path, [&] {
    State state(open_exclusively(local, sqlite::Database::Access::write, wait), {});
    if (state.is_blank()) return std::optional<State>();
    state.check_tables();
    return std::optional(std::move(state));
  });
}

State::State(sqlite::Database database, Project project)
    : database_(std::move(database)), project_(std::move(project)) {}

// Somebody was stopped before the first transaction of create().
bool State::is_blank() {
  return database_.number("PRAGMA application_id") == 0 &&
         database_.number("SELECT count(*) FROM sqlite_master") == 0;
}

void State::check_tables() {
  const std::string& path = database_.path();
  if (database_.number("PRAGMA application_id") != application_id)
    damaged(path, "it is not one of smartsync's");
  if (const auto found = database_.number("PRAGMA user_version"); found != version)
    damaged(path, "it is of version " + std::to_string(found) + ", and this program knows " +
                      std::to_string(version));
  if (schema() != tables) damaged(path, "it has other tables than it should");
  auto check = database_.prepare("PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok") damaged(path, sqlite::in_one_line(check.text(0)));
  const auto id = value("project");
  const auto network = value("network");
  if (!id || !is_project_id(*id) || !network || !can_be_path(*network))
    damaged(path, "it does not say which project it belongs to");
  project_ = {*id, *network};
}

// The statements that made the tables, written as `tables` is. Anything else that a schema can hold
// (a view without an end, a trigger) would work on behalf of whoever wrote the file.
std::string State::schema() {
  std::string statements = "\n";
  auto rows = database_.prepare("SELECT sql FROM sqlite_master ORDER BY rowid");
  while (rows.step()) statements.append(rows.text(0)).append(";\n");
  return statements;
}

std::optional<std::string> State::value(const std::string& key) {
  auto select = database_.prepare("SELECT value FROM fact WHERE key = ?1");
  if (!select.bind(1, key).step()) return std::nullopt;
  return std::string(select.text(0));
}

void State::set_value(const std::string& key, const std::string& value) {
  database_.prepare("INSERT OR REPLACE INTO fact VALUES (?1, ?2)")
      .bind(1, key)
      .bind(2, value)
      .run();
}

void State::set_network(const std::string& path) {
  guarded(database_.path(), [&] { set_value("network", path); });
  assume_network(path);
}

bool State::is(Fact fact) {
  return guarded(database_.path(), [&] { return value(key_of(fact)) == "yes"; });
}

void State::set(Fact fact, bool so) {
  guarded(database_.path(), [&] { set_value(key_of(fact), so ? "yes" : "no"); });
}

void State::note_open(const OpenDirectory& directory) {
  guarded(database_.path(),
          [&] { set_value(key_of(directory.side, directory.path), octal(directory.permissions)); });
}

void State::note_closed(Side side, const std::string& path) {
  guarded(database_.path(), [&] {
    database_.prepare("DELETE FROM fact WHERE key = ?1").bind(1, key_of(side, path)).run();
  });
}

std::vector<State::OpenDirectory> State::left_open() {
  return guarded(database_.path(), [&] {
    std::vector<OpenDirectory> found;
    auto rows = database_.prepare("SELECT key, value FROM fact WHERE substr(key, 1, 5) = ?1");
    rows.bind(1, open_directories);
    while (rows.step()) {
      auto directory = open_directory_of(rows.text(0), rows.text(1));
      if (!directory) damaged(database_.path(), "a row of its tables is impossible");
      found.push_back(std::move(*directory));
    }
    return found;
  });
}

Base State::load_base() {
  return guarded(database_.path(), [&] {
    PathMap<std::pair<std::optional<Node>, std::optional<Node>>> found;
    auto rows = database_.prepare("SELECT * FROM node");
    while (rows.step()) {
      const NodeReader reader(rows, database_.path());
      const std::string path = text_of(rows.blob(0));
      if (!is_inner_path(path)) damaged(database_.path(), "a path in it leads out of the project");
      const bool network = reader.number(1, 0, 1) == 1;
      (network ? found[path].second : found[path].first) = reader.node();
    }
    Base base;
    for (auto& [path, sides] : found) {
      if (!sides.first || !sides.second)
        damaged(database_.path(), "it knows only one side of \"" + path + "\"");
      base.emplace_hint(base.end(), path, Agreed{*sides.first, *sides.second});
    }
    return base;
  });
}

void State::record(const std::vector<Change>& changes) {
  guarded(database_.path(), [&] {
    sqlite::Transaction transaction(database_);
    auto forget = database_.prepare("DELETE FROM node WHERE path = ?1");
    auto forget_index = database_.prepare("DELETE FROM block_index WHERE path = ?1");
    auto keep = database_.prepare(
        "INSERT OR REPLACE INTO node VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    auto keep_index = database_.prepare("INSERT OR REPLACE INTO block_index VALUES (?1, ?2)");
    for (const Change& change : changes) {
      if (!change.agreed) forget.bind(1, bytes_of(change.path)).run();
      if (!change.agreed) forget_index.bind(1, bytes_of(change.path)).run();
      if (change.agreed) {
        insert(keep, change.path, Side::local, change.agreed->local);
        insert(keep, change.path, Side::network, change.agreed->network);
      }
      if (change.index)
        keep_index.bind(1, bytes_of(change.path))
            .bind(2, std::span<const std::byte>(to_bytes(*change.index)))
            .run();
    }
    transaction.commit();
  });
}

void State::forget_everything() {
  guarded(database_.path(), [&] {
    sqlite::Transaction transaction(database_);
    database_.execute("DELETE FROM node; DELETE FROM block_index");
    set_value(key_of(Fact::initialised), "no");
    transaction.commit();
  });
}

std::optional<BlockIndex> State::index_of(const std::string& path) {
  return guarded(database_.path(), [&]() -> std::optional<BlockIndex> {
    auto select = database_.prepare("SELECT bytes FROM block_index WHERE path = ?1");
    if (!select.bind(1, bytes_of(path)).step()) return std::nullopt;
    try {
      BlockIndex index = index_from_bytes(select.blob(0));
      if (index.path == path) return index;
    } catch (const Error&) {
      // It is made anew with the next transfer.
    }
    return std::nullopt;
  });
}

}  // namespace smartsync::session
