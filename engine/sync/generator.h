// Walks the list of files in order and brings the destination into agreement with it: what each
// kind of entry needs is done by Directories, RegularFiles, Nodes and LinkFollowers.
#pragma once

#include <cstddef>
#include <functional>

#include "engine/sync/destination_ahead.h"
#include "engine/sync/directories.h"
#include "engine/sync/hard_links.h"
#include "engine/sync/link_followers.h"
#include "engine/sync/nodes.h"
#include "engine/sync/regular_files.h"
#include "engine/sync/target.h"

namespace smartsync::sync {

class Generator {
 public:
  Generator(RunState& run, Backup& backup, Deletion& deletion);

  // The whole list. Returns when everything has arrived. Throws Stopped.
  void walk();
  // Gives directories the times and permissions that would have been in the way until now.
  void finish_directories() { directories_.finish(); }

 private:
  // Of a directory at the destination.
  enum class Presence { absent, made_now, existing };

  // Lists a directory of the destination, if it exists there, and looks at all its entries.
  // `remarks`: where those about the directory and what is in it go.
  void visit(const tree::Directory& directory, const tree::FilterScope& parent_scope,
             Presence presence, RemarksFirst& remarks);
  OpenListing open(const tree::Directory& directory, Presence presence);
  void visit_files(Visit& here);
  void visit_directories(Visit& here, const tree::FilterScope& scope);
  // A directory in which nothing can be made.
  void visit_blocked(const tree::Directory& directory, const tree::FilterScope& scope,
                     const Error& why);

  // Runs `step` for the target; its failure is told.
  void attempt(Target& target, const std::function<void()>& step);
  // Anything but a directory.
  void file(Target& target);
  void content_or_node(Target& target);
  // Why what exists is not brought, as far as that is wanted.
  std::string how_it_differs(Target& target);
  void missing_argument(Target& target);

  RunState& run_;
  const Options& options_;
  Deletion& deletion_;
  Targets targets_;
  HardLinks hard_links_;
  Directories directories_;
  Nodes nodes_;
  LinkFollowers followers_;
  std::size_t depth_ = 0;
  RegularFiles regular_files_;  // its threads use the above
  DestinationAhead ahead_;
};

}  // namespace smartsync::sync
