// What has no content to move: symlinks, devices, FIFOs and sockets.
#pragma once

#include <functional>
#include <string>

#include "engine/sync/target.h"

namespace smartsync::sync {

class Nodes {
 public:
  Nodes(RunState& run, Targets& targets) : run_(run), options_(run.options), targets_(targets) {}

  // Whether the options leave files of this type out; never true of regular files.
  bool leaves_out(const tree::Entry& entry) const;
  // Keeps the node, or makes it anew. One that is left out is told.
  void bring(Target& target);

 private:
  void symlink(Target& target);
  void special(Target& target);
  // Makes what differs from what is there, or is not there.
  void make(Target& target, const char* what,
            const std::function<void(const std::string& temporary)>& make);

  RunState& run_;
  const Options& options_;
  Targets& targets_;
};

}  // namespace smartsync::sync
