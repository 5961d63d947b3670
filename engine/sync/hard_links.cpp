#include "engine/sync/hard_links.h"

#include <algorithm>

namespace smartsync::sync {

HardLinks::HardLinks(const tree::FileList& list) {
  collect(list.root);
}

HardLinks::Group& HardLinks::group_of(const tree::Entry& entry) {
  return groups_.at({entry.extra->device, entry.extra->inode});
}

const HardLinks::Group& HardLinks::group_of(const tree::Entry& entry) const {
  return groups_.at({entry.extra->device, entry.extra->inode});
}

void HardLinks::collect(const tree::Directory& directory) {
  for (const tree::Entry& entry : directory.entries) {
    if (is_member(entry))
      groups_[{entry.extra->device, entry.extra->inode}].members.push_back(
          {&directory, &entry, directory.path_of(entry.name())});
    if (const tree::Directory* child = directory.child_of(entry)) collect(*child);
  }
}

std::size_t HardLinks::position(const Group& group, const tree::Entry& entry) {
  const auto at = std::find_if(group.members.begin(), group.members.end(),
                               [&](const Member& member) { return member.entry == &entry; });
  return static_cast<std::size_t>(at - group.members.begin());
}

void HardLinks::elect(const tree::Entry& member, const Question& has_basis,
                      const Question& left_out) {
  Group& group = group_of(member);
  if (group.leader) return;
  std::size_t last = group.members.size() - 1;
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    if (left_out(group.members[i])) continue;
    last = i;
    group.has_basis = !member.is_regular() || has_basis(group.members[i]);
    if (group.has_basis) break;
  }
  group.leader = last;
}

std::optional<std::string> HardLinks::leader_of(const tree::Entry& entry) const {
  if (!is_member(entry)) return std::nullopt;
  const Group& group = group_of(entry);
  if (!group.leader || group.members[*group.leader].entry == &entry) return std::nullopt;
  return group.members[*group.leader].path;
}

bool HardLinks::leader_has_basis(const tree::Entry& follower) const {
  return group_of(follower).has_basis;
}

bool HardLinks::precedes_leader(const tree::Entry& follower) const {
  const Group& group = group_of(follower);
  return position(group, follower) < *group.leader;
}

bool HardLinks::defer(const tree::Entry& follower) {
  Group& group = group_of(follower);
  if (group.leader_seen && !group.transferred) return false;
  group.deferred.push_back(position(group, follower));
  return true;
}

std::vector<HardLinks::Member> HardLinks::deferred(const tree::Entry& leader) {
  Group& group = group_of(leader);
  group.leader_seen = true;
  return group.transferred ? std::vector<Member>() : take_deferred(group);
}

std::vector<HardLinks::Member> HardLinks::deferred_to_the_end() {
  std::vector<Member> all;
  for (Group* group : transferred_) {
    const std::vector<Member> waited = take_deferred(*group);
    all.insert(all.end(), waited.begin(), waited.end());
  }
  return all;
}

std::vector<HardLinks::Member> HardLinks::take_deferred(Group& group) {
  std::vector<std::size_t>& order = group.deferred;
  const auto behind =
      std::find_if(order.begin(), order.end(), [&](std::size_t at) { return at > *group.leader; });
  std::reverse(order.begin(), behind);
  std::rotate(order.begin(), behind, order.end());
  std::vector<Member> waited;
  waited.reserve(order.size());
  for (const std::size_t at : order) waited.push_back(group.members[at]);
  order.clear();
  return waited;
}

void HardLinks::note_transfer(const tree::Entry& leader) {
  if (is_member(leader)) group_of(leader).transfer = true;
}

bool HardLinks::is_transferred(const tree::Entry& follower) const {
  return group_of(follower).transfer;
}

void HardLinks::note_linked(const tree::Entry& leader) {
  if (is_member(leader)) group_of(leader).linked = true;
}

bool HardLinks::is_linked(const tree::Entry& follower) const {
  return group_of(follower).linked;
}

void HardLinks::note_kept(const tree::Entry& leader, ItemFlags differed) {
  if (is_member(leader)) group_of(leader).differed = differed;
}

ItemFlags HardLinks::leader_differed(const tree::Entry& follower) const {
  return group_of(follower).differed;
}

void HardLinks::begin(const tree::Entry& leader, bool transferred) {
  if (!is_member(leader)) return;
  Group& group = group_of(leader);
  group.transferred = transferred;
  if (transferred) transferred_.push_back(&group);
  const std::lock_guard lock(mutex_);
  group.pending = true;
}

void HardLinks::end(const tree::Entry& leader, bool arrived) {
  if (!is_member(leader)) return;
  {
    const std::lock_guard lock(mutex_);
    Group& group = group_of(leader);
    group.pending = false;
    group.failed = !arrived;
  }
  ended_.notify_all();
}

bool HardLinks::wait_for_leader(const tree::Entry& follower) {
  std::unique_lock lock(mutex_);
  const Group& group = group_of(follower);
  ended_.wait(lock, [&] { return !group.pending; });
  return !group.failed;
}

}  // namespace smartsync::sync
