// What a session is going to do, and what it cannot decide.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session/node.h"

namespace smartsync::session {

// Who wins where both sides changed. Nothing is lost in any of them: what does not keep its name
// stands beside it (keep_both), or in the trash.
enum class OnConflict { keep_both, newest, local, network, stop };

enum class Step {
  rename,          // `target` writes `path` as `to`, which differs in letter case (spelling.h)
  set_aside,       // `target` renames `path` to `to`
  clear,           // `target` moves what it has to the trash: something of another type comes
  make_directory,  // on `target`
  copy,            // `target` gets the file or symlink of the other side
  set_metadata,    // `target` gets the other side's times and permissions; the content is the same
  remove,          // `target` moves what it has to the trash; a directory is removed if empty
};

struct Action {
  Step step = Step::copy;
  Side target = Side::local;
  std::string path;
  std::string to{};         // of set_aside and rename
  bool keep_old = false;    // of copy: what is replaced goes to the trash
  bool conflict = false;    // part of a conflict's resolution
  std::uint64_t bytes = 0;  // of copy: the file's size
};

// What one side has under a path, as a person tells it from the other's.
struct Version {
  fs::FileType type = fs::FileType::regular;
  std::uint64_t size = 0;
  fs::Time modified{};
};

struct Conflict {
  enum class Kind { both_changed, changed_and_deleted, file_and_directory };
  std::string path;
  Kind kind = Kind::both_changed;
  // The side whose version keeps the name; of changed_and_deleted the one that has the file.
  Side winner = Side::local;
  std::string set_aside{};  // the loser's new name; "" if it goes to the trash, or nothing loses
  bool open = false;        // nothing is done about it
  bool settled = false;     // what was planned about it was carried out
  std::optional<Version> local{};  // nullopt: deleted there
  std::optional<Version> network{};
};

// A directory that was deleted on the other side, and stays: it holds what does not travel.
struct KeptDirectory {
  Side side = Side::local;
  std::string path;
};

// What was agreed about `from` is `to`'s from now on.
struct Respelled {
  std::string from;
  std::string to;
  Agreed agreed;
};

struct Plan {
  // In the order in which they can be carried out: by step as in Step, within a step parents first;
  // of clear and remove, children first.
  std::vector<Action> actions;
  // Paths that need no action, and that both sides agree about from now on (also: both deleted).
  std::vector<std::string> agreed;
  std::vector<Conflict> conflicts;
  // Counts once the renames that it depends on are carried out.
  std::vector<Respelled> respelled;
  // Files that may be the same on both sides, which only the hashes that are missing can tell. They
  // are conflicts until then.
  std::vector<std::string> unsure;
  // The topmost, if the direction would delete them. Both sides go on to agree about what they were
  // before: they are deleted as soon as they can be, and not made anew on the other side.
  std::vector<KeptDirectory> kept;
  // What the direction left for another run.
  std::vector<Action> waiting;
  // Something could not be looked at, or has to be finished first: there may be more to do.
  bool incomplete = false;

  // The sizes of the files that are copied.
  std::uint64_t bytes() const;
};

enum class Direction { pull, push, both };

struct PlanOptions {
  Direction direction = Direction::both;
  OnConflict on_conflict = OnConflict::keep_both;
  // Equal sizes and times say that two files are the same (compare). In a first comparison, which
  // would have to read everything; two that were written since may have been in one instant.
  bool times_tell = false;
  // What a person decided about single paths; counts before `on_conflict`.
  PathMap<OnConflict> decided{};
  // A free name for the version of `side` that cannot keep `path`.
  std::function<std::string(std::string_view path, Side side)> name_beside{};
};

}  // namespace smartsync::session
