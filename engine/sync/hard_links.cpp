#include "engine/sync/hard_links.h"

namespace smartsync::sync {

HardLinks::HardLinks(const tree::FileList& list) {
  collect(list.root);
}

HardLinks::Identity HardLinks::identity(const tree::Entry& entry) {
  return {entry.extra->device, entry.extra->inode};
}

void HardLinks::collect(const tree::Directory& directory) {
  for (const tree::Entry& entry : directory.entries) {
    if (entry.extra && entry.extra->linked)
      groups_.try_emplace(identity(entry), Group{&entry, directory.path_of(entry.name())});
    if (const tree::Directory* child = directory.child_of(entry)) collect(*child);
  }
}

std::optional<std::string> HardLinks::leader_of(const tree::Entry& entry) const {
  if (!entry.extra || !entry.extra->linked) return std::nullopt;
  const Group& group = groups_.at(identity(entry));
  if (group.leader == &entry) return std::nullopt;
  return group.path;
}

bool HardLinks::is_leader(const tree::Entry& entry) const {
  return entry.extra && entry.extra->linked && groups_.at(identity(entry)).leader == &entry;
}

void HardLinks::begin(const tree::Entry& leader) {
  if (!is_leader(leader)) return;
  const std::lock_guard lock(mutex_);
  groups_.at(identity(leader)).pending = true;
}

void HardLinks::end(const tree::Entry& leader, bool arrived) {
  if (!is_leader(leader)) return;
  {
    const std::lock_guard lock(mutex_);
    Group& group = groups_.at(identity(leader));
    group.pending = false;
    group.failed = !arrived;
  }
  ended_.notify_all();
}

bool HardLinks::wait_for_leader(const tree::Entry& follower) {
  std::unique_lock lock(mutex_);
  const Group& group = groups_.at(identity(follower));
  ended_.wait(lock, [&] { return !group.pending; });
  return !group.failed;
}

}  // namespace smartsync::sync
