// Walks the list of files in order and brings the destination into agreement with it.
#pragma once

#include <string>
#include <vector>

#include "engine/sync/alternates.h"
#include "engine/sync/content.h"
#include "engine/sync/delayed.h"
#include "engine/sync/deletion.h"
#include "engine/sync/hard_links.h"
#include "engine/sync/run_state.h"
#include "engine/tree/task_pool.h"

namespace smartsync::sync {

class Generator {
 public:
  Generator(RunState& run, Backup& backup, Deletion& deletion);

  // The whole list. Returns when everything has arrived. Throws Stopped.
  void walk();
  // Gives directories the times and permissions that would have been in the way until now.
  void finish_directories();

 private:
  // A directory of the list while its entries are looked at.
  struct Visit {
    const tree::Directory& directory;
    const DestinationListing& listing;
    fs::Dir dir;                     // at the destination; not open if it does not exist (yet)
    bool changed = false;            // names in it were made or removed
    std::vector<fs::Dir> sources{};  // by origin; opened when first needed
  };
  // One entry there.
  struct Target {
    Visit& visit;
    const tree::Entry& entry;
    std::string path;
    std::string name;  // at the destination
    std::optional<fs::Stat> existing{};
  };
  struct Unfinished {
    const tree::Entry* entry;
    std::string path;
    std::uint16_t permissions;  // that it gets at the end
  };

  void visit_root();
  void visit(const tree::Directory& directory, const tree::FilterScope& parent_scope, bool exists);
  void visit_directories(Visit& here, const tree::FilterScope& scope);

  // Runs `step` for the target; its failure is told. Returns what it returned, or false.
  bool attempt(Target& target, bool (Generator::*step)(Target&));

  bool file(Target& target);  // anything but a directory
  bool content_or_node(Target& target);
  bool is_left_out(const tree::Entry& entry) const;
  bool directory(Target& target);
  void make_directory(Target& target);
  std::uint16_t final_permissions(const Target& target) const;
  bool symlink(Target& target);
  bool special(Target& target);
  bool regular(Target& target);
  bool skip_regular(const Target& target);
  bool content_is_equal(Target& target);
  void transfer(Target& target);
  ItemFlags transfer_flags(Target& target, const std::optional<Alternate>& alternate);
  void submit(Target& target, ContentRequest what);
  std::optional<Alternate> find_alternate(Target& target);
  bool use_alternate(Target& target);
  bool follower(Target& target, const std::string& leader);
  void late_follower(const HardLinks::Member& member);
  // A path of the transfer as the destination has it.
  struct Place {
    fs::Dir dir;  // not open if it does not exist
    std::string name;
    std::optional<fs::Stat> stat;
  };
  Place find_at_destination(const std::string& path) const;
  void missing_argument(Target& target);

  bool free_of_other_types(Target& target, const char* for_what);
  void keep_behind_link(const Target& target);
  void keep(Target& target);
  void tell_made(Target& target, ItemFlags changed);
  // `is_new`: it was made by this run, and `existing` tells how.
  void set_attributes(Target& target, bool is_new);
  bool link_to(const Alternate& other, Target& target);
  void remove_source(Target& target);
  void tell(const Target& target, ItemFlags flags, std::string link_name = {});

  bool needs_source() const { return options_.xattrs > 0 || options_.acls; }
  AttributeSource source_of(Target& target, bool needed);
  ItemFlags differences(Target& target, bool moves);
  ItemFlags differences_after_owner(Target& target);

  RunState& run_;
  const Options& options_;
  Backup& backup_;
  Deletion& deletion_;
  Alternates alternates_;
  DelayedUpdates delayed_;
  HardLinks hard_links_;
  std::vector<Unfinished> unfinished_;
  std::size_t depth_ = 0;
  tree::TaskPool pool_;  // last: its threads use all of the above
};

}  // namespace smartsync::sync
