// Files that have several names in the transfer (-H): the first name in list order, the leader, is
// copied, and the others become links to it.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "engine/tree/file_list.h"

namespace smartsync::sync {

class HardLinks {
 public:
  // Finds the leaders in `list`.
  explicit HardLinks(const tree::FileList& list);

  // The path of the entry's leader if it is another entry.
  std::optional<std::string> leader_of(const tree::Entry& entry) const;
  bool is_leader(const tree::Entry& entry) const;

  // A leader's content is on its way / has arrived (or failed).
  void begin(const tree::Entry& leader);
  void end(const tree::Entry& leader, bool arrived);
  // Waits until the leader of `follower` has ended; whether it is there to be linked to.
  bool wait_for_leader(const tree::Entry& follower);

 private:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;
  struct Group {
    const tree::Entry* leader;
    std::string path;
    bool pending = false;
    bool failed = false;
  };
  static Identity identity(const tree::Entry& entry);
  void collect(const tree::Directory& directory);

  std::map<Identity, Group> groups_;
  std::mutex mutex_;
  std::condition_variable ended_;
};

}  // namespace smartsync::sync
