#include "engine/sync/link_followers.h"

#include "engine/fs/error.h"
#include "engine/sync/append.h"

namespace smartsync::sync {

namespace {

constexpr ItemFlags linked = item::local_change | item::link_name_follows;
constexpr ItemFlags extended = item::acl | item::xattr;

}  // namespace

bool LinkFollowers::take(Target& target) {
  if (!hard_links_.is_member(target.entry)) return false;
  hard_links_.elect(
      target.entry, [&](const HardLinks::Member& member) { return has_basis(target, member); },
      [&](const HardLinks::Member& member) {
        return is_skipped(member) || is_in_compared(target, member.path) || is_as_long(member);
      });
  const auto leader = hard_links_.leader_of(target.entry);
  if (!leader) return false;
  const bool early = hard_links_.precedes_leader(target.entry);
  if ((early || is_in_compared(target, *leader)) && is_in_compared(target, target.path))
    return false;
  // rsync comes to a leader that has nothing yet only behind all the others.
  const bool before_leader = early || !hard_links_.leader_has_basis(target.entry);
  if (before_leader && stays_as_long(run_, targets_, target)) return false;
  // What stands where a link will come only after this makes way now: the link is then a new file.
  if (early && !run_.options.dry_run && !targets_.free_of_other_types(target, "regular file"))
    return true;
  if (!hard_links_.defer(target.entry)) link(target, *leader);
  return true;
}

void LinkFollowers::link_earlier(const tree::Entry& leader) {
  if (!hard_links_.is_member(leader) || hard_links_.leader_of(leader)) return;
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
  // In a dry run the leader has not been replaced, nor has anything changed.
  const bool goes = run_.options.dry_run && hard_links_.is_linked(target.entry);
  if (place.stat && target.existing && !goes && fs::is_same_file(*place.stat, *target.existing)) {
    // What the leader got, this name has with it, but not in a dry run: rsync tells of attributes
    // all the same.
    const ItemFlags differing = run_.options.dry_run
                                    ? targets_.differences(target, false)
                                    : hard_links_.leader_differed(target.entry) & item::xattr;
    targets_.tell(target, linked | differing);
    if (!run_.options.remove_only_sent) targets_.remove_source(target);
    return;
  }
  if (!place.stat && !run_.options.dry_run) return;  // it was left out
  const ItemFlags flags = linked | differences(target, place, leader);
  if (!targets_.free_of_other_types(target, "hard link")) return;
  targets_.replace(target, [&](const std::string& temporary) {
    place.dir.make_link(place.name, target.visit.dir, temporary);
  });
  if ((flags & item::is_new) != 0)
    run_.count([&](Stats& stats) { stats.created.count(target.entry.type); });
  targets_.tell(target, flags, leader);
  if (!run_.options.remove_only_sent) targets_.remove_source(target);
}

// From what stands there, or would in an alternate tree.
ItemFlags LinkFollowers::differences(Target& target, const Place& place,
                                     const std::string& leader) {
  ItemFlags flags = 0;
  if (target.existing) {
    flags = targets_.differences(target, true);
  } else if (const auto other = alternate_to_link(target, place, leader)) {
    flags = other->differences;
    if (target.entry.is_regular()) flags |= new_time(run_.options, target.entry.type);
    if (run_.options.alt_dest_kind != AltDestKind::link) flags &= ~item::in_alternate;
  } else {
    return item::is_new;
  }
  // Of extended attributes rsync asks when the link has been made: they are the leader's then, and
  // lists (-A) agree.
  if (!run_.options.dry_run) flags &= ~extended;
  return flags | (hard_links_.leader_differed(target.entry) & item::xattr);
}

// An alternate tree's file counts if it serves: with --link-dest if it is the leader itself, else
// for content that was not sent.
std::optional<Alternate> LinkFollowers::alternate_to_link(Target& target, const Place& place,
                                                          const std::string& leader) {
  auto other = alternate_of(target, target.path);
  if (!other || other->agreement == Alternate::Agreement::type) return std::nullopt;
  bool serves = target.entry.is_regular() && !hard_links_.is_transferred(target.entry);
  if (run_.options.alt_dest_kind == AltDestKind::link) {
    // In a dry run the leader is not there, and only of regular files rsync looks where it is.
    const bool there = place.stat || !target.entry.is_regular();
    const auto leaders = there ? std::nullopt : alternate_of(target, leader);
    const auto& file = leaders ? leaders->stat : place.stat;
    serves = file && fs::is_same_file(*file, other->stat);
  }
  return serves ? other : std::nullopt;
}

std::optional<Alternate> LinkFollowers::alternate_of(const Target& target,
                                                     const std::string& path) {
  Target there{target.visit, target.entry, path, target.name};
  return targets_.find_alternate(there);
}

bool LinkFollowers::has_basis(Target& target, const HardLinks::Member& member) {
  const Place place = find_at_destination(member.path);
  if (place.stat && place.stat->type == fs::FileType::regular) return true;
  return alternate_of(target, member.path) || has_similar(target, member, place);
}

bool LinkFollowers::has_similar(Target& target, const HardLinks::Member& member,
                                const Place& place) {
  if (run_.options.fuzzy == 0) return false;
  const auto find = [&](Visit& visit) {
    Target there{visit, *member.entry, member.path, place.name};
    return targets_.find_similar(there).has_value();
  };
  if (member.directory == &target.visit.directory) return find(target.visit);
  const DestinationListing listing(place.dir, true);
  Visit visit{*member.directory, listing, place.dir};
  return find(visit);
}

// For what stands there (--ignore-existing, -u), or because nothing does (--existing).
bool LinkFollowers::is_skipped(const HardLinks::Member& member) const {
  const Options& options = run_.options;
  if (!options.ignore_existing && !options.update && !options.existing) return false;
  const auto stat = find_at_destination(member.path).stat;
  // Of regular files rsync's leader is the last one all the same.
  if (!stat) return options.existing && !member.entry->is_regular();
  if (options.ignore_existing || !options.update) return options.ignore_existing;
  return member.entry->is_regular() && stays_as_newer(options, *member.entry, *stat);
}

bool LinkFollowers::is_as_long(const HardLinks::Member& member) {
  if (!run_.options.append) return false;
  const Place place = find_at_destination(member.path);
  const DestinationListing none({}, true);
  Visit visit{*member.directory, none, place.dir};
  Target target{visit, *member.entry, member.path, place.name, place.stat};
  return stays_as_long(run_, targets_, target);
}

bool LinkFollowers::is_in_compared(const Target& target, const std::string& path) {
  if (run_.options.alt_dest_kind != AltDestKind::compare) return false;
  const auto other = alternate_of(target, path);
  return other && other->agreement == Alternate::Agreement::everything;
}

LinkFollowers::Place LinkFollowers::find_at_destination(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  Place place;
  place.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  if (!run_.root.is_open()) return place;
  std::optional<fs::Dir> dir;
  try {
    dir =
        run_.open_at_destination_if_exists(slash == std::string::npos ? "" : path.substr(0, slash));
  } catch (const Error& error) {
    // A symlink on the way will make way for a directory that has nothing yet.
    if (error.code() != std::errc::too_many_symbolic_link_levels) throw;
  }
  if (!dir) return place;
  place.dir = *dir;
  place.stat = run_.stands_for(place.dir, place.name, place.dir.stat(place.name));
  return place;
}

}  // namespace smartsync::sync
