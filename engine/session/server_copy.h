// Ranges of one file copied into another by the file server that has both.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/fs/file.h"
#include "engine/session/change_plan.h"
#include "engine/session/link_speed.h"

namespace smartsync::session {

// The copies of a plan as few requests: neighbours with one shift become one, over the short
// brought pieces between them, which are to be written afterwards. Copies so short that they are
// faster sent than asked for are left out, and with `only_moved` those that stay where they are.
std::vector<Piece> worthwhile_copies(const ChangePlan& plan, bool only_moved);

// Carries the copies out, in order, and returns the ranges of `target` that are done. The kernel
// does not say who copies: where the server cannot, it reads and writes over the link itself,
// slower than anybody else would. So the first pieces are small, and all are timed: when they have
// taken longer than sending the same bytes, the rest is left. `copied` is told the bytes of each
// piece.
std::vector<fs::Range> copy_on_server(const fs::File& old_file, const fs::File& target,
                                      const std::vector<Piece>& copies, const LinkSpeed& speed,
                                      const std::function<void(std::uint64_t)>& copied);

// Filesystems that did not copy by themselves, by their device numbers: each is tried once in the
// life of the process.
bool is_known_not_to_copy(const fs::File& file);

}  // namespace smartsync::session
