// Ranges of one file copied into another by the file server that has both.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "engine/fs/file.h"
#include "engine/session/patch/change_plan.h"
#include "engine/session/patch/link_speed.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

// The copies of a plan as few requests: neighbours with one shift become one, over the short
// brought pieces between them, which are to be written afterwards. Copies so short that they are
// faster sent than asked for are left out, and with `only_moved` those that stay where they are.
std::vector<Piece> worthwhile_copies(const ChangePlan& plan, bool only_moved);

struct ServerCopyRequest {
  const fs::File& old_file;
  const fs::File& target;
  std::vector<Piece> copies;  // in order
  const LinkSpeed& speed;
  // Makes a temporary file on the target's filesystem; called by any thread.
  std::function<std::unique_ptr<sync::TempFile>()> make_part;
  // See CopyPace. May write anything into the target where the copies or the gaps between them go.
  std::function<void()> measure_link = {};
  // Is told the bytes of each copy, from any thread. May be empty.
  std::function<void(std::uint64_t)> copied = {};
};

struct ServerCopied {
  std::vector<fs::Range> done;  // of the target, in order
  bool is_complete = false;     // all that was asked for, but for the ends of some blocks
};

// Carries the copies out, as far as that is faster than sending: CopyTrial and CopyPace find out.
// Many copies are carried out in several files side by side, which are then joined, where that is
// faster. The gaps between the copies may get any content.
ServerCopied copy_on_server(const ServerCopyRequest& request);

// How many of so many copies may be under way at once.
std::size_t copies_at_once(std::size_t copies);

// Filesystems that did not copy by themselves. Each is tried once in the life of the process.
bool is_known_not_to_copy(const fs::File& file);

}  // namespace smartsync::session
