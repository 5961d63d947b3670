#include "engine/sync/nodes.h"

#include "engine/sync/stand_in.h"
#include "engine/tree/fake_super.h"
#include "engine/tree/links.h"

namespace smartsync::sync {

namespace {

constexpr std::string_view munge_prefix = "/rsyncd-munged/";

}  // namespace

bool Nodes::leaves_out(const tree::Entry& entry) const {
  if (entry.is_regular()) return false;
  if (entry.type == fs::FileType::symlink) return !options_.links;
  if (!fs::is_device(entry.type)) return !options_.specials || options_.drop_devices;
  if (options_.drop_devices) return true;
  return !options_.devices || !(run_.attributes.as_superuser() || options_.fake_super);
}

void Nodes::bring(Target& target) {
  if (leaves_out(target.entry))
    run_.pass_over(Notice::skipped_non_regular, target.path);
  else if (target.entry.type == fs::FileType::symlink)
    symlink(target);
  else
    special(target);
}

void Nodes::symlink(Target& target) {
  std::string text = run_.link_target(target.entry, target.path);
  if (options_.safe_links && tree::is_unsafe_link(text, target.path)) {
    run_.pass_over(Notice::skipped_unsafe_link, target.path, text);
    return;
  }
  // The source's links are unmunged, and only a daemon's module munges them again.
  if (options_.munge_links && text.starts_with(munge_prefix)) text.erase(0, munge_prefix.size());
  if (target.existing && target.existing->type == fs::FileType::symlink &&
      run_.holds_link(target.visit.dir, target.name, text)) {
    targets_.keep(target);
    return;
  }
  make(target, "symlink", [&](const std::string& temporary) {
    if (options_.fake_super)
      tree::make_stand_in_for_link(text, target.visit.dir, temporary);
    else
      target.visit.dir.make_symlink(text, temporary);
  });
}

void Nodes::special(Target& target) {
  const bool device = fs::is_device(target.entry.type);
  const std::uint64_t rdev = device ? target.entry.extra->rdev : 0;
  if (target.existing && target.existing->type == target.entry.type &&
      (!device || target.existing->rdev == rdev)) {
    targets_.keep(target);
    return;
  }
  make(target, device ? "device file" : "special file", [&](const std::string& temporary) {
    if (options_.fake_super)
      tree::make_stand_in_for_node(target.visit.dir, temporary);
    else
      target.visit.dir.make_special(temporary, target.entry.type, 0600, rdev);
  });
}

void Nodes::make(Target& target, const char* what,
                 const std::function<void(const std::string& temporary)>& make) {
  if (!targets_.free_of_other_types(target, what)) return;
  const auto other = find_stand_in(run_, targets_, target);
  if (other && use_stand_in(run_, targets_, target, *other)) return;
  const ItemFlags changed =
      target.existing ? targets_.differences(target, true) | item::checksum : 0;
  const auto before = target.existing ? std::nullopt : targets_.find_alternate(target);
  targets_.replace(target, make);
  targets_.tell_made(target, changed, before);
}

}  // namespace smartsync::sync
