// Regular files: whether their content may be taken as equal, where it can come from, and its
// moving in the background.
#pragma once

#include <optional>

#include "engine/sync/content.h"
#include "engine/sync/delayed.h"
#include "engine/sync/hard_links.h"
#include "engine/sync/target.h"
#include "engine/tree/task_pool.h"

namespace smartsync::sync {

class RegularFiles {
 public:
  // `hard_links` learns when a leader's content has arrived.
  RegularFiles(RunState& run, Backup& backup, Targets& targets, HardLinks& hard_links);

  // Whether the options leave the file as it is for its size, or for what exists being newer (-u);
  // then the run is told.
  bool skips(const Target& target);
  // Keeps the file, or sees to it that its content comes. Also for a device whose content is
  // copied.
  void bring(Target& target);
  // Returns when everything has arrived and has its name. Throws Stopped.
  void finish();

 private:
  // `alternate`: that of an alternate tree, which has some of the content or the metadata.
  void transfer(Target& target, const std::optional<Alternate>& alternate);
  ItemFlags transfer_flags(Target& target, const std::optional<Alternate>& alternate);
  std::optional<Similar> similar_to(Target& target);
  void warn_of_unreadable(const Target& target, const std::optional<Basis>& basis);
  void copy_from(const Alternate& other, Target& target);
  void submit(Target& target, ContentRequest what);

  RunState& run_;
  const Options& options_;
  Backup& backup_;
  Targets& targets_;
  HardLinks& hard_links_;
  DelayedUpdates delayed_;
  tree::TaskPool pool_;  // last: its threads use all of the above
};

}  // namespace smartsync::sync
