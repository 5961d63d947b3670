#include "engine/sync/append.h"

#include "engine/sync/compare.h"
#include "engine/sync/stand_in.h"

namespace smartsync::sync {

bool stays_as_long(RunState& run, Targets& targets, Target& target) {
  if (!run.options.append || !target.entry.is_regular() || !target.existing) return false;
  const bool as_is = target.existing->type == fs::FileType::regular &&
                     appends_nothing(run.options, target.entry, *target.existing) &&
                     !targets.content_is_equal(target);
  return as_is && !find_stand_in(run, targets, target);
}

}  // namespace smartsync::sync
