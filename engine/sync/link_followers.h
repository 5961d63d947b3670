// The further names of files that have several (-H): once the leader of the group has been brought
// into agreement, they are made links to it.
#pragma once

#include <optional>
#include <string>

#include "engine/sync/hard_links.h"
#include "engine/sync/target.h"

namespace smartsync::sync {

class LinkFollowers {
 public:
  LinkFollowers(RunState& run, Targets& targets, HardLinks& hard_links)
      : run_(run), targets_(targets), hard_links_(hard_links) {}

  // Links a follower to its leader, or notes it if the leader comes later in the list. False: the
  // target is the leader of its group, or alone, and must be brought itself.
  bool take(Target& target);
  // Links the followers that came before `leader`, which has been brought now. Failures are told.
  void link_earlier(const tree::Entry& leader);
  // Links the followers of leaders whose content was transferred, which has arrived now. Until then
  // nothing waits for them; rsync, too, tells them last.
  void finish();

 private:
  // A path of the transfer as the destination has it.
  struct Place {
    fs::Dir dir;  // not open if it does not exist
    std::string name;
    std::optional<fs::Stat> stat;
  };

  void link(Target& target, const std::string& leader);
  void link_late(const HardLinks::Member& member);
  Place find_at_destination(const std::string& path) const;
  ItemFlags differences(Target& target, const Place& place, const std::string& leader);
  std::optional<Alternate> alternate_to_link(Target& target, const Place& place,
                                             const std::string& leader);
  // What an alternate tree has at the path of one of the target's group.
  std::optional<Alternate> alternate_of(const Target& target, const std::string& path);
  // Whether there is something that the member's content may be made from.
  bool has_basis(Target& target, const HardLinks::Member& member);
  bool has_similar(Target& target, const HardLinks::Member& member, const Place& place);
  bool is_skipped(const HardLinks::Member& member) const;
  // --append: what stands there stays as it is, and nothing is linked to it.
  bool is_as_long(const HardLinks::Member& member);
  // --compare-dest: a name that the other tree has, too, is not made.
  bool is_in_compared(const Target& target, const std::string& path);

  RunState& run_;
  Targets& targets_;
  HardLinks& hard_links_;
};

}  // namespace smartsync::sync
