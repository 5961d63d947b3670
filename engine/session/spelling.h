// Names that differ only in letter case, where one of the two filesystems takes them for one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session/plan.h"
#include "engine/session/trees.h"

namespace smartsync::session {

// What makes both sides write a name alike, before anything else is done.
struct Spelling {
  // Parents first: a path has the new spelling but for its own name.
  std::vector<Action> renames;
  // What was agreed about a path has this one from now on.
  struct Moved {
    std::string from;
    std::string to;
  };
  std::vector<Moved> moved;
  // The last sync in that spelling; nothing: as it was.
  std::optional<Base> base;
  // Names that stay where they are: the other side cannot have them beside `other`.
  struct Homeless {
    Side side;
    std::string path;
    std::string beside;
  };
  std::vector<Homeless> homeless;

  // How `side` writes a path until the renames are carried out.
  std::string before(Side side, std::string path) const;
};

// A pure function of both sides and what they were when they last agreed; `found` is as if the
// renames were carried out already, and homeless names in it are `unknown`. A name that one side
// writes otherwise than at the last sync is written so on both; if both do, or nothing is known,
// the network's spelling counts.
Spelling unify_spelling(const Base& base, Snapshots& found);

// Whether a tree has something that a new file of that path would meet.
bool is_taken(const Snapshot& tree, const std::string& path);

// What a file or directory is called for a moment on its way from one spelling to another: not
// every system renames a name to itself. A run that was killed there is finished by the next.
std::string name_between(std::string_view name);

}  // namespace smartsync::session
