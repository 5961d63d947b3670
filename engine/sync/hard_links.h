// Files that have several names in the transfer (-H): one name, the leader, is brought into
// agreement, and the others become links to it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/sync/events.h"
#include "engine/tree/file_list.h"

namespace smartsync::sync {

class HardLinks {
 public:
  struct Member {
    const tree::Directory* directory;
    const tree::Entry* entry;
    std::string path;
  };

  // Finds the groups in `list`.
  explicit HardLinks(const tree::FileList& list);

  bool is_member(const tree::Entry& entry) const { return entry.extra && entry.extra->linked; }

  using Question = std::function<bool(const Member&)>;
  // Names the group's leader when its first member is looked at, among those that are not
  // `left_out`. Of regular files that is the first that `has_basis`, at the destination or in an
  // alternate tree, or else the last; of others, which are made at once, the first.
  void elect(const tree::Entry& member, const Question& has_basis, const Question& left_out);
  // Nothing before the election, and for the leader itself.
  std::optional<std::string> leader_of(const tree::Entry& entry) const;
  // Whether the leader, which has been elected, is so for what it has.
  bool leader_has_basis(const tree::Entry& follower) const;
  // Whether the leader, which has been elected, comes later in the list.
  bool precedes_leader(const tree::Entry& follower) const;
  // A follower whose leader comes later in the list, or whose content is transferred, waits.
  bool defer(const tree::Entry& follower);
  // The leader has been looked at: those that waited for it, from the last to the first. None yet
  // if its content is transferred.
  std::vector<Member> deferred(const tree::Entry& leader);
  // Those that waited for leaders whose content was transferred, leader by leader: first those
  // behind it in the list, in their order, then those before it, from the last to the first.
  std::vector<Member> deferred_to_the_end();

  // The leader's content comes (or in a dry run would come) from the source.
  void note_transfer(const tree::Entry& leader);
  bool is_transferred(const tree::Entry& follower) const;
  // The leader is (or in a dry run would be) a link to what an alternate tree has.
  void note_linked(const tree::Entry& leader);
  bool is_linked(const tree::Entry& follower) const;
  // The leader was there, but for what `differed`.
  void note_kept(const tree::Entry& leader, ItemFlags differed);
  ItemFlags leader_differed(const tree::Entry& follower) const;

  // A leader's content is on its way, from the source (`transferred`) or an alternate tree / has
  // arrived (or failed).
  void begin(const tree::Entry& leader, bool transferred);
  void end(const tree::Entry& leader, bool arrived);
  // Waits until the leader of `follower` has ended; whether it is there to be linked to.
  bool wait_for_leader(const tree::Entry& follower);

 private:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;
  struct Group {
    std::vector<Member> members;  // in list order
    std::optional<std::size_t> leader;
    bool has_basis = false;
    std::vector<std::size_t> deferred;
    bool leader_seen = false;
    bool transfer = false;
    bool linked = false;
    ItemFlags differed = 0;
    bool transferred = false;  // and its followers wait
    bool pending = false;
    bool failed = false;
  };
  Group& group_of(const tree::Entry& entry);
  const Group& group_of(const tree::Entry& entry) const;
  static std::size_t position(const Group& group, const tree::Entry& entry);
  static std::vector<Member> take_deferred(Group& group);
  void collect(const tree::Directory& directory);

  std::map<Identity, Group> groups_;
  std::vector<Group*> transferred_;  // in the order of their leaders
  std::mutex mutex_;                 // guards pending and failed
  std::condition_variable ended_;
};

}  // namespace smartsync::sync
