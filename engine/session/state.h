// What a staging copy remembers of its last sync: LOCAL/.smartsync/state.db, a SQLite database.
// docs/sessions.md describes its tables.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/session/files/temporary.h"
#include "engine/session/node.h"
#include "engine/session/patch/block_index.h"
#include "engine/sqlite/connection.h"

namespace smartsync::session {

// Where a run of this machine keeps what it is making; emptied by the next.
inline constexpr const char* work_directory = ".smartsync/work";
// The state's file in a staging copy.
inline constexpr const char* state_path = ".smartsync/state.db";

// The state cannot be used: it is damaged, or not one of this program's. The sentence says how to
// rebuild it.
class DamagedState : public Error {
 public:
  using Error::Error;
};

// Another run works with the same staging copy.
class StateInUse : public Error {
 public:
  using Error::Error;
};

struct Project {
  std::string id;       // the same in the marker on the share; lower case hexadecimal
  std::string network;  // where the share was last found
};

// Owns the open state, and with it the staging copy: a second process that opens it gets
// StateInUse. For one thread at a time. Errors: DamagedState, or smartsync::Error.
class State {
 public:
  // Makes a state for a staging copy that has none; its .smartsync directory is made too.
  static State create(const fs::Dir& local, const Project& project);
  // nullopt: the directory has no state.
  static std::optional<State> open(const fs::Dir& local, std::chrono::milliseconds wait);

  const Project& project() const { return project_; }
  void set_network(const std::string& path);
  void assume_network(std::string path) { project_.network = std::move(path); }  // not durably
  enum class Fact {
    initialised,  // the first full copy is complete
    undelivered,  // a push was begun and did not come to its end
  };
  bool is(Fact fact);
  void set(Fact fact, bool so);

  // A directory that its owner may not change, opened for as long as a run changes what is in it:
  // should the run be killed, the next one closes it.
  struct OpenDirectory {
    Side side = Side::local;
    std::string path;
    std::uint16_t permissions = 0;  // that it is to have
  };
  void note_open(const OpenDirectory& directory);
  void note_closed(Side side, const std::string& path);
  std::vector<OpenDirectory> left_open();

  // Everything that was agreed about. A row that cannot be true is DamagedState.
  Base load_base();
  // Carries over what a run has brought about, in one transaction, durably. Null: both sides have
  // nothing under the path any more; its index goes too.
  struct Change {
    std::string path;
    std::optional<Agreed> agreed;
    std::optional<BlockIndex> index{};  // of the content on the share
  };
  void record(const std::vector<Change>& changes);

  // As if both sides had never agreed about anything: they are compared anew.
  void forget_everything();

  // The index of what the share has under `path`, as it was recorded; whether it still is valid
  // its identity tells. A damaged one counts as none.
  std::optional<BlockIndex> index_of(const std::string& path);

 private:
  State(sqlite::Database database, Project project);
  bool is_blank();
  void check_tables();
  std::string schema();

  std::optional<std::string> value(const std::string& key);
  void set_value(const std::string& key, const std::string& value);

  sqlite::Database database_;
  Project project_;
};

}  // namespace smartsync::session
