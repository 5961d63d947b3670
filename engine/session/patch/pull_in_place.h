// Changes a local file where it lies to what the share has: little is written if little changed,
// however large the file.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/session/patch/pull_content.h"

namespace smartsync::session {

struct PulledInPlace {
  fs::Stat stat;               // the new local version's
  std::uint64_t received = 0;  // bytes read over the link
};

// For a request whose index and local version are known. nullopt, after which nothing has happened:
// pull_content is the better way, as too much changed, content moved within the file, the index did
// not tell the truth, or the filesystem shares blocks. A journal in the local tree makes it safe
// (docs/patching.md); the new content was checked by the index's hash before the first byte was
// written. Throws as pull_content does.
std::optional<PulledInPlace> pull_in_place(const PullRequest& request);

}  // namespace smartsync::session
