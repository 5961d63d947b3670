// Lists the directories of the destination before the walk comes to them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/destination_listing.h"
#include "engine/sync/run_state.h"
#include "engine/tree/file_list.h"
#include "engine/tree/task_pool.h"

namespace smartsync::sync {

// A directory of the destination, open, with what it holds.
struct OpenListing {
  fs::Dir dir;
  DestinationListing listing;
};

// Opens and lists `directory` of the list at the destination. Throws smartsync::Error.
OpenListing open_listing(const RunState& run, const tree::Directory& directory);

// Lists what the walk will want next, several directories at a time. A walk changes nothing in a
// directory before it visits it, so that what was listed early is still true then; where options
// make that false (a backup directory in the tree, links between its directories) nothing is listed
// early.
class DestinationAhead {
 public:
  explicit DestinationAhead(const RunState& run);

  // The listing of `directory`. Directories come in walk order, each before its children; some may
  // be left out. Throws smartsync::Error.
  OpenListing take(const tree::Directory& directory);

 private:
  struct Ahead {
    const tree::Directory* directory;
    std::optional<OpenListing> found{};  // stays empty if it could not be listed
    bool ready = false;
  };
  // The next directory in walk order, with all that are above it.
  struct Step {
    const tree::Directory* directory;
    std::size_t next_child;
  };

  const tree::Directory* next();
  void list_more();
  std::optional<OpenListing> found_early(const tree::Directory& directory);

  const RunState& run_;
  const std::size_t most_;  // directories listed early; 0: none
  std::vector<Step> walk_;
  bool started_ = false;
  std::deque<std::shared_ptr<Ahead>> ahead_;
  std::size_t entries_ = 0;  // of the list, in ahead_
  std::mutex mutex_;         // of what the threads write in ahead_
  std::condition_variable ready_;
  tree::TaskPool pool_;  // last: its threads use the above
};

}  // namespace smartsync::sync
