// Hostile session states: LOCAL/.smartsync/state.db is opened and read as a session does, which
// refuses it in one sentence or gives rows that can be true; those can be written back.
// Input: a byte that says what the others are: those of the database; rows of its tables, which a
// genuine one then has, as few files that are changed anywhere still are databases; or those of the
// genuine one's -journal or -wal.
#include "engine/session/state.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::session;

namespace {

namespace files = std::filesystem;
using Bytes = std::vector<std::byte>;

// Removed at the end. In memory where the system has a place for it: SQLite waits for the disk.
class Scratch {
 public:
  Scratch() {
    const files::path memory = "/dev/shm";
    path_ = (files::is_directory(memory) ? memory : files::path(fs::temp_directory())) /
            ("smartsync-state-fuzz-" + std::to_string(fs::process_id()));
    start_anew();
  }
  ~Scratch() {
    std::error_code ignored;
    files::remove_all(path_, ignored);
  }
  void start_anew() const {
    files::remove_all(path_);
    files::create_directories(path_ / ".smartsync");
  }
  std::string path() const { return path_.string(); }
  files::path state() const { return beside_state(""); }
  files::path beside_state(const std::string& suffix) const {
    return path_ / ".smartsync" / ("state.db" + suffix);
  }

 private:
  files::path path_;
};

void write(const files::path& path, std::span<const std::byte> bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Bytes genuine_state(const Scratch& scratch) {
  State::create(fs::Dir::open(scratch.path()), {"0123456789abcdef0123456789abcdef", "/net"});
  std::ifstream file(scratch.state(), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  scratch.start_anew();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

enum class Shape { database, rows, journal, wal };

Shape shape_of(unsigned byte) {
  if (byte % 2 == 0) return Shape::database;
  if (byte % 4 == 1) return Shape::rows;
  return byte % 8 == 3 ? Shape::journal : Shape::wal;
}

void bind(sqlite::Statement& statement, int parameter, fuzz::Input& input) {
  const auto text = [&input](std::size_t size) {
    const auto bytes = input.take(size);
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  const unsigned kind = input.byte();
  if (kind < 100) {
    statement.bind(parameter, std::int64_t{kind} - 1);
  } else if (kind < 120) {
    std::uint64_t number = 0;
    for (int i = 0; i < 4; ++i) number = number << 16 | input.number();
    statement.bind(parameter, static_cast<std::int64_t>(number));
  } else if (kind < 200) {
    statement.bind(parameter, input.take(kind - 120));
  } else if (kind < 220) {
    statement.bind(parameter, text(kind - 200));
  } else if (kind < 240) {
    statement.bind(parameter, input.take(input.number()));
  } else {
    statement.bind(parameter, std::nullopt);
  }
}

// Each row: its table, then its columns. What a table's constraints forbid is left out.
void insert_rows(const files::path& path, fuzz::Input& input) {
  sqlite::Database database(path.string(), sqlite::Database::Access::write);
  database.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN");
  auto fact = database.prepare("INSERT OR REPLACE INTO fact VALUES (?1, ?2)");
  auto index = database.prepare("INSERT OR REPLACE INTO block_index VALUES (?1, ?2)");
  auto node = database.prepare(
      "INSERT OR REPLACE INTO node VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
  while (input.left() > 0) {
    const unsigned table = input.byte() % 4;
    sqlite::Statement& insert = table == 0 ? fact : table == 1 ? index : node;
    for (int column = 1; column <= (table < 2 ? 2 : 11); ++column) bind(insert, column, input);
    try {
      insert.run();
    } catch (const sqlite::DatabaseError& error) {
      fuzz::require(error.is_constraint());
    }
  }
  database.execute("COMMIT");
}

void check_node(const Node& node) {
  fuzz::require(node.is_regular() || node.is_directory() || node.type == fs::FileType::symlink);
  fuzz::require(node.permissions <= 07777);
  fuzz::require(node.size <= std::uint64_t{INT64_MAX});
  fuzz::require(node.modified.nanoseconds >= 0 && node.modified.nanoseconds < 1'000'000'000);
  fuzz::require(!node.content || node.content->size == 16);
}

void check_path(const std::string& path) {
  fuzz::require(!path.empty() && path.find('\0') == path.npos);
  const std::string closed = "/" + path + "/";
  for (const char* way_out : {"//", "/./", "/../"})
    fuzz::require(closed.find(way_out) == closed.npos);
}

void check_project(const Project& project) {
  fuzz::require(project.id.size() == 32 &&
                project.id.find_first_not_of("0123456789abcdef") == std::string::npos);
  fuzz::require(!project.network.empty() && project.network.find('\0') == std::string::npos);
}

void read_state(const Scratch& scratch) {
  auto state = State::open(fs::Dir::open(scratch.path()), {});
  if (!state) return;
  check_project(state->project());
  (void)state->is(State::Fact::initialised);
  (void)state->is(State::Fact::undelivered);
  for (const State::OpenDirectory& directory : state->left_open()) {
    check_path(directory.path);
    fuzz::require(directory.permissions <= 0777);
  }
  const Base base = state->load_base();
  std::vector<State::Change> changes;
  for (const auto& [path, agreed] : base) {
    check_path(path);
    check_node(agreed.local);
    check_node(agreed.network);
    auto index = state->index_of(path);
    fuzz::require(!index || index->path == path);
    changes.push_back({path, agreed, std::move(index)});
  }
  state->record(changes);
  fuzz::require(state->load_base().size() == base.size());
  state->set(State::Fact::undelivered, true);
  fuzz::require(state->is(State::Fact::undelivered));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Scratch scratch;
  static const Bytes genuine = genuine_state(scratch);
  fuzz::Input input(data, size);
  const Shape shape = shape_of(input.byte());
  scratch.start_anew();
  write(scratch.state(), shape == Shape::database ? input.rest() : genuine);
  if (shape == Shape::rows) insert_rows(scratch.state(), input);
  if (shape == Shape::journal) write(scratch.beside_state("-journal"), input.rest());
  if (shape == Shape::wal) write(scratch.beside_state("-wal"), input.rest());
  try {
    read_state(scratch);
  } catch (const Error&) {
    // A refusal is one of the two promised ends.
  }
  return 0;
}
