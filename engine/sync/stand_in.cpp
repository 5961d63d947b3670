#include "engine/sync/stand_in.h"

#include "engine/fs/error.h"
#include "engine/sync/temp_file.h"

namespace smartsync::sync {

namespace {

// False where the system does not allow the link, as to another user's file.
bool link_to(const Alternate& other, Target& target) {
  try {
    replace_with(target.visit.dir, target.name, [&](const std::string& temporary) {
      other.dir.make_link(other.name, target.visit.dir, temporary);
    });
  } catch (const Error&) {
    return false;
  }
  return true;
}

// A file that an alternate tree holds is up to date: its source goes if that is wanted.
bool is_there(RunState& run, Targets& targets, Target& target) {
  const bool file = target.entry.is_regular();
  if (file && !run.options.remove_only_sent) targets.remove_source(target);
  return true;
}

}  // namespace

std::optional<Alternate> find_stand_in(RunState& run, Targets& targets, Target& target) {
  const bool existing = target.existing.has_value();
  if (existing && run.options.alt_dest_kind == AltDestKind::copy) return std::nullopt;
  if (!target.entry.is_regular() && (existing || target.replaced)) return std::nullopt;
  auto other = targets.find_alternate(target);
  if (!other || other->agreement == Alternate::Agreement::type) return std::nullopt;
  if (existing && (other->agreement != Alternate::Agreement::everything ||
                   fs::is_same_file(other->stat, *target.existing)))
    return std::nullopt;
  return other;
}

bool use_stand_in(RunState& run, Targets& targets, Target& target, const Alternate& other) {
  if (other.agreement != Alternate::Agreement::everything) return false;
  const bool dry_run = run.options.dry_run;
  if (run.options.alt_dest_kind == AltDestKind::compare) {
    if (target.existing && !dry_run) target.visit.dir.remove_file(target.name);
    targets.tell(target, other.differences);
    return is_there(run, targets, target);
  }
  if (run.options.alt_dest_kind != AltDestKind::link) return false;
  if (!dry_run && !link_to(other, target)) return false;
  targets.tell(target, item::local_change | item::link_name_follows | other.differences);
  return is_there(run, targets, target);
}

}  // namespace smartsync::sync
