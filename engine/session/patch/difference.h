// What has to move for one side of a session to become like the other.
#pragma once

#include <string>

#include "engine/delta/byte_source.h"
#include "engine/session/patch/block_index.h"
#include "engine/session/patch/change_plan.h"

namespace smartsync::session {

struct Difference {
  ChangePlan plan;
  BlockIndex index;  // of the new version; see make_index() for its identity
};

// For a push: the new version can be read cheaply, the old one is known by its index alone (or not
// at all: null; then everything is brought). The new version is read once, and a second time only
// if it has become another kind of content or its size asks for far larger or smaller blocks.
// A copied block is as certain as its 64-bit hash. Throws smartsync::Error.
Difference difference(const delta::ByteSource& new_file, const BlockIndex* old, std::string path,
                      unsigned threads);

// For a pull: the wanted version is known by its index, `old_file` can be read cheaply. What is
// made by the plan must be checked by the index's hash of the whole. Throws smartsync::Error.
ChangePlan plan_from_index(const BlockIndex& wanted, const delta::ByteSource& old_file,
                           unsigned threads);

}  // namespace smartsync::session
