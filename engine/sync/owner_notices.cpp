#include "engine/sync/owner_notices.h"

#include <optional>
#include <set>
#include <string>

#include "engine/fs/users.h"

namespace smartsync::sync {

namespace {

std::string with_name(std::uint32_t id, const std::optional<std::string>& name) {
  return std::to_string(id) + "(" + name.value_or("") + ")";
}

class OwnerNotices {
 public:
  explicit OwnerNotices(RunState& run) : run_(run) {}

  void tell(const tree::Entry& entry) {
    const OwnerMaps& maps = run_.attributes.owners();
    if (run_.options.owner && users_.insert(entry.uid).second)
      run_.notice_in_source(Notice::user_mapped, with_name(entry.uid, fs::user_name(entry.uid)),
                            std::to_string(maps.uid(entry.uid)));
    if (run_.options.group && groups_.insert(entry.gid).second)
      run_.notice_in_source(Notice::group_mapped, with_name(entry.gid, fs::group_name(entry.gid)),
                            std::to_string(maps.gid(entry.gid)));
  }

  void tell(const tree::Directory& directory) {
    for (const tree::Entry& entry : directory.entries) {
      if (!entry.missing && !entry.unlisted) tell(entry);
    }
    for (const auto& child : directory.children)
      if (child) tell(*child);
  }

 private:
  RunState& run_;
  std::set<std::uint32_t> users_, groups_;
};

}  // namespace

void tell_owners(RunState& run) {
  if (run.options.numeric_ids || !(run.options.owner || run.options.group)) return;
  OwnerNotices notices(run);
  if (run.list.root_entry) notices.tell(*run.list.root_entry);
  notices.tell(run.list.root);
}

}  // namespace smartsync::sync
