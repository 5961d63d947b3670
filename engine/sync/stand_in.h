// What an alternate tree's file can do for an entry without content being moved: with
// --compare-dest it makes the destination's unnecessary, with --link-dest the destination's is a
// link to it.
#pragma once

#include <optional>

#include "engine/sync/target.h"

namespace smartsync::sync {

// The alternate file that may stand in for what the source would send: equal in content. Where the
// destination has a regular file already, equal in everything; where it has something that a node
// must replace, none will do. nullopt: the source must send it.
std::optional<Alternate> find_stand_in(RunState& run, Targets& targets, Target& target);

// Uses it without making a file, and tells. False if that is not what the options ask, or the
// system does not allow the link: then the entry is to be made, and may be copied from `other`.
bool use_stand_in(RunState& run, Targets& targets, Target& target, const Alternate& other);

}  // namespace smartsync::sync
