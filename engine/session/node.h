// What a tree has under a path, as far as a session looks at it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/types.h"
#include "engine/hash/strong.h"
#include "engine/session/database_version.h"
#include "engine/session/files/identity.h"

namespace smartsync::session {

// The two trees of a session: the staging copy, and the project on the network drive.
enum class Side { local, network };
inline const char* name_of(Side side) {
  return side == Side::local ? "local" : "network";
}
inline Side other(Side side) {
  return side == Side::local ? Side::network : Side::local;
}

// A regular file, a directory or a symlink; nothing else travels.
struct Node {
  fs::FileType type = fs::FileType::regular;
  std::uint16_t permissions = 0;
  std::uint64_t size = 0;                   // of a regular file, else 0
  fs::Time modified;                        // not of a symlink; of a directory it is never compared
  std::uint64_t file_id = 0;                // of a regular file; 0 where the filesystem has none
  std::string link_target;                  // of a symlink
  std::optional<DatabaseVersion> database;  // nullopt: it is none, or was not looked at
  // xxh128 of a regular file's content, where it is known.
  std::optional<hash::Digest> content;

  bool is_regular() const { return type == fs::FileType::regular; }
  bool is_directory() const { return type == fs::FileType::directory; }
  bool is_database() const { return database.has_value(); }
  bool is_in_use() const { return database && database->is_in_use(); }
  Identity identity() const { return {size, modified, file_id}; }
};

// Orders paths so that a directory comes right before everything in it.
struct PathOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

// Whether a path that was read from somewhere is a relative one that leads nowhere else: no empty
// component, no "." or "..".
bool is_inner_path(std::string_view path);
// Whether `path` lies in `directory`, or is it.
bool is_within(std::string_view path, std::string_view directory);
// The directory that holds `path`; "" is the root.
std::string_view parent_of(std::string_view path);

using PathSet = std::set<std::string, std::less<>>;
// Whether `path` is one of `paths`, none of which is the root, or lies in one of them.
bool is_within_one(std::string_view path, const PathSet& paths);

template <typename Value>
using PathMap = std::map<std::string, Value, PathOrder>;

// One side as it was found: relative paths with '/', the root itself ("") left out.
struct Snapshot {
  PathMap<Node> nodes;
  // Directories that could not be read, and names whose state is not known: nothing in them counts
  // as deleted.
  std::vector<std::string> unknown;
  // Directories that hold, at whatever depth, something that does not travel and is no debris
  // (ignore_rules.h): they cannot be removed.
  PathSet occupied{};
  // Among them what was gone when it was looked at: it may be coming back under its name.
  std::vector<std::string> vanished{};
  // Temporary files of sessions: whoever made them may be gone.
  std::vector<std::string> leftovers{};
  // What belongs to sessions, below the top: another project may lie there, or this one again.
  std::vector<std::string> sessions{};
  // The filesystem takes names that differ only in letter case for one (fs::ignores_case).
  bool ignores_case = false;
};

// What both sides looked like when they last agreed about a path.
struct Agreed {
  Node local;
  Node network;
};
using Base = PathMap<Agreed>;

}  // namespace smartsync::session
