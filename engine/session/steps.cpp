#include "engine/session/steps.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include "engine/session/databases.h"
#include "engine/session/files/changed_meanwhile.h"
#include "engine/session/files/target_file.h"
#include "engine/session/files/temporary.h"
#include "engine/session/ignore_rules.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/snapshot.h"
#include "engine/session/spelling.h"

namespace smartsync::session {

namespace {

bool is_as_found(const std::optional<fs::Stat>& now, const Node* found, const FilePlace& place) {
  if (!now || found == nullptr) return !now && found == nullptr;
  if (now->type != found->type) return false;
  if (found->is_directory()) return true;
  if (found->is_regular()) return is_same_version(identity_of(*now), found->identity());
  return place.dir.read_link(place.name) == found->link_target;
}

[[noreturn]] void changed(const fs::Dir& dir, const std::string& name) {
  const std::string path = dir.path_of(name);
  throw ChangedMeanwhile(
      "\"" + path + "\" was changed by somebody else just now: it is left for the next run", path);
}
[[noreturn]] void changed(const FilePlace& place) {
  changed(place.dir, place.name);
}

// To a name that is free. On a filesystem that takes both for one name the old one may seem to have
// the new one still, from a cache.
void rename_free(const fs::Dir& dir, const std::string& name, const std::string& to) {
  const auto old = dir.stat_fresh(name);
  const auto taken = dir.stat_fresh(to);
  if (taken && !(old && is_same_file(*old, *taken))) changed(dir, to);
  dir.rename(name, dir, to);
  if (dir.stat_fresh(name)) {
    const std::string path = dir.path_of(name);
    throw Error(
        "\"" + path + "\" could not be renamed to \"" + to + "\": it is left for the next run",
        path);
  }
}

// A journal knows its file by its name: under another one it would find none, and what it is to
// finish would be dropped.
void require_no_journals(const fs::Dir& root, const FilePlace& place) {
  if (journals_in(root).empty()) return;
  const std::string path = place.dir.path_of(place.name);
  throw ChangedMeanwhile("\"" + path +
                             "\" keeps its name until the next run: somebody is changing a file "
                             "where it lies",
                         path);
}

void make_or_find(const FilePlace& place, std::uint16_t permissions) {
  try {
    place.dir.make_dir(place.name, permissions);
  } catch (const Error& error) {
    if (error.code() != std::errc::file_exists) throw;
  }
}

// Somebody may have taken it for one that a killed run left.
void take_name(const FilePlace& place, const TemporaryDirectory& made, std::uint16_t permissions) {
  try {
    place.dir.rename(made.name(), place.dir, place.name);
  } catch (const Error&) {
    make_or_find(place, permissions);
  }
}

Node look(const FilePlace& place) {
  const auto stat = place.dir.stat(place.name);
  if (!stat) changed(place);
  return make_node(*stat, place.dir, place.name);
}

}  // namespace

FilePlace Steps::as_found(Side side, const std::string& path) const {
  FilePlace place(trees_.at(side), path);
  if (!is_as_found(place.dir.stat(place.name), found_.find(side, path), place)) changed(place);
  return place;
}

void Steps::require_as_found(Side side, const std::string& path) const {
  (void)as_found(side, path);
}

bool Steps::was_database(Side side, const std::string& path) const {
  const Node* found = found_.find(side, path);
  return found != nullptr && found->is_database();
}

FilePlace Steps::removable(Side side, const std::string& path) const {
  FilePlace place = as_found(side, path);
  if (was_database(side, path)) require_not_in_use(place);
  return place;
}

void Steps::require_removable(Side side, const std::string& path) const {
  (void)removable(side, path);
}

void Steps::respell(Side side, const std::string& path, const std::string& to) const {
  const FilePlace place(trees_.at(side), path);
  if (!is_as_found(place.dir.stat(place.name), found_.find(side, to), place)) changed(place);
  require_no_database_in_use(side, path, to);
  require_no_journals(trees_.at(side), place);
  const std::string name = to.substr(to.rfind('/') + 1);
  const std::string between = name_between(name);
  if (place.name != between) rename_free(place.dir, place.name, between);
  try {
    rename_free(place.dir, between, name);
  } catch (const Error&) {
    if (place.name != between && !place.dir.stat(place.name))
      place.dir.rename(between, place.dir, place.name);
    throw;
  }
}

// What lies beside a database does not go with it, and a program that uses it knows it by its name.
// Of names below that are still to be respelled, each is looked at then.
void Steps::require_no_database_in_use(Side side, const std::string& path,
                                       const std::string& to) const {
  const auto& nodes = found_.at(side).nodes;
  for (auto at = nodes.find(to); at != nodes.end() && is_within(at->first, to); ++at) {
    if (!at->second.is_database()) continue;
    const std::string now = path + at->first.substr(to.size());
    if (trees_.at(side).stat(now)) require_not_in_use(FilePlace(trees_.at(side), now));
  }
}

void Steps::set_aside(Side side, const std::string& path, const std::string& to) const {
  const FilePlace from = removable(side, path);
  const FilePlace beside(trees_.at(side), to);
  if (beside.dir.stat(beside.name)) changed(beside);
  if (was_database(side, path)) clear_companions(from, path, trash(side));
  from.dir.rename(from.name, beside.dir, beside.name);
}

void Steps::discard(Side side, const std::string& path) const {
  const FilePlace place = removable(side, path);
  if (found_.find(side, path)->is_directory()) return discard_directory(side, path, place);
  if (was_database(side, path)) clear_companions(place, path, trash(side));
  trash(side).keep(path);
}

void Steps::discard_directory(Side side, const std::string& path, const FilePlace& place) const {
  const fs::Listing listing = place.dir.open_dir(place.name).list();
  const bool only_debris =
      listing.failed.empty() && listing.read_error == 0 &&
      std::all_of(listing.entries.begin(), listing.entries.end(),
                  [](const fs::Listed& listed) { return is_debris(listed.name); });
  if (!only_debris) {
    const std::string typed = place.dir.path_of(place.name);
    throw ChangedMeanwhile("\"" + typed +
                               "\" still holds something that does not travel, or is new: "
                               "the directory stays",
                           typed);
  }
  if (listing.entries.empty()) return place.dir.remove_dir(place.name);
  trash(side).keep(path);
}

Node Steps::make_directory(Side side, const std::string& path, const Node& like,
                           const MakeWay& make_way) const {
  const FilePlace place(trees_.at(side), path);
  const auto permissions = static_cast<std::uint16_t>(like.permissions | owner_works);
  if (make_way) {
    const TemporaryDirectory made(place.dir, permissions);
    make_way();
    if (place.dir.stat_fresh(place.name)) changed(place);
    take_name(place, made, permissions);
  } else {
    make_or_find(place, permissions);
  }
  Node made = look(place);
  if (!made.is_directory()) changed(place);
  return made;
}

void Steps::open_directory(Side side, const std::string& path) const {
  try {
    const FilePlace place(trees_.at(side), path);
    set_directory_permissions(
        place, static_cast<std::uint16_t>(found_.find(side, path)->permissions | owner_works));
  } catch (const Error&) {
    // What is to be changed in it will say why that is not possible.
  }
}

Node Steps::close_directory(Side side, const std::string& path, std::uint16_t permissions) const {
  const FilePlace place(trees_.at(side), path);
  if (const Node now = look(place); !now.is_directory()) changed(place);
  set_directory_permissions(place, permissions);
  return look(place);
}

Node Steps::make_link(Side side, const std::string& path, const Node& like,
                      const MakeWay& make_way) const {
  const FilePlace place = as_found(side, path);
  if (make_way) {
    const TemporaryLink link(place.dir, like.link_target);
    make_way();
    if (place.dir.stat_fresh(place.name)) changed(place);
    place.dir.rename(link.name(), place.dir, place.name);
  } else {
    place.dir.make_symlink(like.link_target, place.name);
  }
  return look(place);
}

Steps::Metadata Steps::set_metadata(Side side, const std::string& path, const Node& like) const {
  const FilePlace place = as_found(side, path);
  const bool has_time = !like.is_regular() || set_time_where_allowed(place, like.modified);
  const bool has_permissions = like.is_directory()
                                   ? set_directory_permissions(place, like.permissions)
                                   : set_permissions_where_kept(place, like.permissions);
  Node now = look(place);
  const Node& before = *found_.find(side, path);
  if (now.size != before.size || now.file_id != before.file_id) changed(place);
  return {std::move(now), has_time && has_permissions};
}

void Steps::sync_directory(Side side, const std::string& path) const {
  try {
    const fs::Dir& root = trees_.at(side);
    (path.empty() ? root : root.open_dir(path)).sync();
  } catch (const Error&) {
    // Gone again, or the drive is: then nothing else reaches it either, and the next run compares.
  }
}

void Steps::set_directory_time(Side side, const std::string& path, fs::Time modified) const {
  const FilePlace place(trees_.at(side), path);
  place.dir.set_times(place.name, std::nullopt, modified);
}

}  // namespace smartsync::session
