#include "engine/sync/link_followers.h"

#include "engine/fs/error.h"

namespace smartsync::sync {

bool LinkFollowers::take(Target& target) {
  if (!hard_links_.is_member(target.entry)) return false;
  hard_links_.elect(target.entry, [this](const HardLinks::Member& member) {
    const auto stat = find_at_destination(member.path).stat;
    if (!stat || stat->type != fs::FileType::regular) return false;
    const Options& options = run_.options;
    return !options.update ||
           !is_newer(stat->modified, member.entry->modified(), options.modify_window);
  });
  const auto leader = hard_links_.leader_of(target.entry);
  if (!leader) return false;
  if (!hard_links_.defer(target.entry)) link(target, *leader);
  return true;
}

void LinkFollowers::link_earlier(const tree::Entry& leader) {
  if (!hard_links_.is_member(leader)) return;
  for (const HardLinks::Member& member : hard_links_.deferred(leader)) link_late(member);
}

void LinkFollowers::finish() {
  for (const HardLinks::Member& member : hard_links_.deferred_to_the_end()) {
    run_.check_stop();
    link_late(member);
  }
}

void LinkFollowers::link_late(const HardLinks::Member& member) {
  const Place place = find_at_destination(member.path);
  const DestinationListing none({}, true);
  Visit visit{*member.directory, none, place.dir};
  Target target{visit, *member.entry, member.path, place.name, place.stat};
  try {
    if (const auto leader = hard_links_.leader_of(*member.entry)) link(target, *leader);
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

void LinkFollowers::link(Target& target, const std::string& leader) {
  if (!hard_links_.wait_for_leader(target.entry)) return;
  const Place place = find_at_destination(leader);
  if (place.stat && target.existing && fs::is_same_file(*place.stat, *target.existing)) {
    targets_.tell(target, 0);
    if (!run_.options.remove_only_sent) targets_.remove_source(target);
    return;
  }
  if (!place.stat && !run_.options.dry_run) return;  // it was left out
  if (!targets_.free_of_other_types(target, "hard link")) return;
  const ItemFlags flags = flags_for(target);
  targets_.replace(target, [&](const std::string& temporary) {
    place.dir.make_link(place.name, target.visit.dir, temporary);
  });
  if (!target.existing) run_.count([&](Stats& stats) { stats.created.count(target.entry.type); });
  targets_.tell(target, flags, leader);
  targets_.remove_source(target);
}

ItemFlags LinkFollowers::flags_for(Target& target) {
  const ItemFlags link = item::local_change | item::link_name_follows;
  if (!target.existing) return link | item::is_new;
  if (target.entry.is_regular()) return link | targets_.differences(target, true);
  return link | (run_.options.times ? 0 : item::modified_time);
}

LinkFollowers::Place LinkFollowers::find_at_destination(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  Place place;
  place.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  if (!run_.root.is_open()) return place;
  const auto dir = run_.root.open_dir_if_exists(
      slash == std::string::npos ? "" : path.substr(0, slash), run_.follow_at_destination());
  if (!dir) return place;
  place.dir = *dir;
  place.stat = run_.stands_for(place.dir, place.name, place.dir.stat(place.name));
  return place;
}

}  // namespace smartsync::sync
