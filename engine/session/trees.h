// The two trees of a session while a plan is carried out.
#pragma once

#include "engine/fs/dir.h"
#include "engine/session/node.h"

namespace smartsync::session {

struct Trees {
  fs::Dir local;
  fs::Dir network;

  const fs::Dir& at(Side side) const { return side == Side::local ? local : network; }
};

struct Snapshots {
  Snapshot local;
  Snapshot network;

  const Snapshot& at(Side side) const { return side == Side::local ? local : network; }
  Snapshot& at(Side side) { return side == Side::local ? local : network; }
  // Null: nothing is there.
  const Node* find(Side side, const std::string& path) const {
    const auto found = at(side).nodes.find(path);
    return found == at(side).nodes.end() ? nullptr : &found->second;
  }
};

}  // namespace smartsync::session
