// Brings a file on the share, or anywhere else, from its old version to a new one by a plan.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/session/files/changed_meanwhile.h"
#include "engine/session/files/target_file.h"
#include "engine/session/patch/block_index.h"
#include "engine/session/patch/change_plan.h"
#include "engine/session/patch/link_speed.h"

namespace smartsync::session {

// docs/patching.md says what each does, when it is chosen, and what a crash leaves.
enum class PatchWay {
  automatic,
  reflink,  // a clone under a temporary name, changed, renamed
  copy,     // ranges copied by the file server into a temporary file, the rest written, renamed
  journal,  // what will be written is written to a journal first, then in place
  rewrite,  // everything written into a temporary file, renamed
};

struct PatchRequest {
  fs::Dir root;      // of the tree that is changed; its .smartsync holds journals
  std::string path;  // below it, with '/'; the directory exists
  // The version that must be there now; nullopt: the name must be free once `make_way` was called.
  std::optional<Identity> old;

  const fs::File& source;       // the new version
  const fs::Stat& source_stat;  // as it was before it was read for the plan
  const BlockIndex& index;      // of the new version: every byte is checked by it before it goes
  const ChangePlan& plan;       // only brings if `old` is nullopt
  fs::Time modified;            // what the file's time will be
  std::optional<std::uint16_t> permissions = {};  // nullopt: as the filesystem gives them

  PatchWay way = PatchWay::automatic;
  LinkSpeed* speed = nullptr;  // what is known of the way to `root`; learns more; may be null
  // Is told the bytes of the new version that came into place since the last call, from any thread,
  // one at a time; may throw to end the work. May be empty.
  std::function<void(std::uint64_t bytes)> progress = {};
  MakeWay make_way = {};  // only if `old` is nullopt
  // Called when everything is ready and looked at, before the file is replaced or written to;
  // throws if it must not be. May be empty.
  std::function<void()> before_replace = {};
};

struct Patched {
  fs::Stat stat;             // the new version's, as the share tells it: for its index
  PatchWay way;              // how it came there
  std::uint64_t sent = 0;    // bytes written over the link
  std::uint64_t copied = 0;  // bytes that the filesystem copied or shared
  bool has_its_time = true;  // false: the file is another user's, who alone can set it
};

// The file is durable when this returns. Under its name it is wholly old or wholly new at any
// instant, or a journal says how to finish it (journal_replay.h). Throws ChangedMeanwhile, or
// smartsync::Error: also for a forced way that cannot be gone here.
Patched patch(const PatchRequest& request);

}  // namespace smartsync::session
