#include "engine/sync/generator.h"

#include <memory>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/sync/fuzzy.h"
#include "engine/sync/temp_file.h"
#include "engine/sync/write_content.h"
#include "engine/tree/links.h"

namespace smartsync::sync {

namespace {

// Fewer names than this are looked up one by one unless the whole directory is wanted.
constexpr std::size_t few_names = 8;
// Deeper than this a directory is opened again after each of its children: open files are few.
constexpr std::size_t most_open_levels = 64;
// A queued file holds its directories open.
constexpr std::size_t most_queued = 64;

constexpr std::string_view munge_prefix = "/rsyncd-munged/";

fs::Follow follow_at_destination(const Options& options) {
  return options.keep_dirlinks ? fs::Follow::yes : fs::Follow::no;
}

bool is_same_file(const fs::Stat& a, const fs::Stat& b) {
  return a.inode == b.inode && a.device == b.device;
}

}  // namespace

Generator::Generator(RunState& run, Backup& backup, Deletion& deletion)
    : run_(run),
      options_(run.options),
      backup_(backup),
      deletion_(deletion),
      alternates_(run),
      delayed_(run, backup),
      hard_links_(run.list),
      pool_(run.options.bandwidth > 0 ? 1 : run.threads) {}

void Generator::walk() {
  visit_root();
  pool_.wait();
  run_.check_stop();
  delayed_.finish();
}

// --- directories ---------------------------------------------------------------------------------

void Generator::visit_root() {
  if (run_.list.root_entry) {
    const DestinationListing none({}, true);
    Visit above{run_.list.root, none, run_.root};
    Target root{above, *run_.list.root_entry, ".", ""};
    if (run_.root.is_open() && !run_.root_is_new) root.existing = run_.root.stat_self();
    const std::uint16_t permissions = final_permissions(root);
    if (root.existing) {
      keep(root);
    } else {
      tell_made(root, 0);
      if (run_.root.is_open()) root.existing = run_.root.stat_self();
      if (run_.root.is_open() && !options_.dry_run) set_attributes(root, true);
    }
    unfinished_.push_back({&root.entry, "", permissions});
  }
  visit(run_.list.root, deletion_.scope_of_root(), run_.root.is_open());
}

void Generator::visit(const tree::Directory& directory, const tree::FilterScope& parent_scope,
                      bool exists) {
  run_.check_stop();
  const bool deletes =
      options_.delete_when == DeleteWhen::during || options_.delete_when == DeleteWhen::delay;
  const tree::FilterScope scope =
      deletes && exists ? deletion_.enter(parent_scope, directory.path) : parent_scope;
  fs::Dir dir;
  if (exists) dir = run_.root.open_dir(directory.path, follow_at_destination(options_));
  const DestinationListing listing(
      dir, directory.complete || directory.entries.size() >= few_names || options_.fuzzy > 0);
  Visit here{directory, listing, dir};
  dir = {};
  if (deletes) here.changed = deletion_.delete_extraneous(directory, here.dir, listing, scope);
  for (std::size_t i = 0; i < directory.first_directory; ++i) {
    const tree::Entry& entry = directory.entries[i];
    const std::string name = run_.destination_name(entry);
    Target target{here, entry, directory.path_of(entry.name()), name, listing.find(here.dir, name)};
    attempt(target, &Generator::file);
  }
  visit_directories(here, scope);
}

void Generator::visit_directories(Visit& here, const tree::FilterScope& scope) {
  const tree::Directory& directory = here.directory;
  const bool exists = here.dir.is_open();
  ++depth_;
  for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
    const tree::Entry& entry = directory.entries[i];
    if (exists && !here.dir.is_open())
      here.dir = run_.root.open_dir(directory.path, follow_at_destination(options_));
    const std::string name = run_.destination_name(entry);
    Target target{here, entry, directory.path_of(entry.name()), name,
                  here.listing.find(here.dir, name)};
    const bool enter = attempt(target, &Generator::directory);
    const tree::Directory* child = directory.child_of(entry);
    // A directory that gets another name is alone and empty.
    if (!enter || !child || !run_.renamed.empty()) continue;
    if (depth_ > most_open_levels) here.dir = {};
    here.sources.clear();
    try {
      visit(*child, scope, target.existing.has_value());
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }
  --depth_;
}

bool Generator::directory(Target& target) {
  const bool link_to_directory =
      options_.keep_dirlinks && target.existing && target.existing->type == fs::FileType::symlink;
  if (link_to_directory) {
    const auto followed = target.visit.dir.stat(target.name, fs::Follow::yes);
    if (followed && followed->type == fs::FileType::directory) target.existing = followed;
  }
  if (!target.existing && options_.existing) {
    run_.notice(Notice::skipped_nonexistent, target.path, "directory");
    return false;
  }
  if (!free_of_other_types(target, "directory")) return false;
  if (!target.existing) {
    make_directory(target);
    return true;
  }
  if (!target.entry.unlisted) {
    const std::uint16_t permissions = final_permissions(target);
    if (link_to_directory)
      keep_behind_link(target);
    else
      keep(target);
    unfinished_.push_back({&target.entry, run_.destination_path(target.path), permissions});
  }
  return true;
}

// -K: the directory that a symlink at the destination leads to.
void Generator::keep_behind_link(const Target& target) {
  Visit behind{target.visit.directory, target.visit.listing,
               target.visit.dir.open_dir(target.name, fs::Follow::yes)};
  Target directory{behind, target.entry, target.path, "", target.existing};
  keep(directory);
}

std::uint16_t Generator::final_permissions(const Target& target) const {
  return run_.attributes.wanted(target.entry, target.existing ? &*target.existing : nullptr)
      .permissions;
}

void Generator::make_directory(Target& target) {
  std::uint16_t permissions = final_permissions(target);
  if (!options_.dry_run) {
    const std::uint16_t mode = target.entry.unlisted ? std::uint16_t{0777} : permissions;
    target.visit.dir.make_dir(target.name, static_cast<std::uint16_t>(mode | 0700));
    target.visit.changed = true;
    target.existing = target.visit.dir.stat(target.name);
    // What it inherited from its parent is kept unless permissions are.
    if (!options_.perms && target.existing)
      permissions =
          static_cast<std::uint16_t>(permissions | (target.existing->permissions & 02000));
  }
  if (target.entry.unlisted) return;
  if (!options_.dry_run) set_attributes(target, true);
  tell_made(target, 0);
  unfinished_.push_back({&target.entry, run_.destination_path(target.path), permissions});
}

void Generator::finish_directories() {
  if (options_.dry_run) return;
  AttributeProblem problem(run_);
  // The last first: a directory may lose the permission that reaching what is in it takes.
  for (auto at = unfinished_.rbegin(); at != unfinished_.rend(); ++at) {
    try {
      const auto dir = run_.root.open_dir_if_exists(at->path, follow_at_destination(options_));
      if (!dir) continue;
      const fs::Stat now = dir->stat_self();
      if (at->permissions != now.permissions) dir->set_permissions("", at->permissions);
      run_.attributes.apply_times(*at->entry, {*dir, ""}, now, problem);
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }
  unfinished_.clear();
}

// --- entries -------------------------------------------------------------------------------------

bool Generator::attempt(Target& target, bool (Generator::*step)(Target&)) {
  run_.events.make_room();
  try {
    if (const auto refused = fs::refuse_name(target.name); refused && !target.name.empty())
      throw Error("cannot create \"" + target.path + "\": " + *refused, target.path);
    return (this->*step)(target);
  } catch (const Error& error) {
    run_.fail(error.what());
    return false;
  }
}

bool Generator::file(Target& target) {
  if (target.entry.missing) {
    missing_argument(target);
    return true;
  }
  if (!target.existing && options_.existing) {
    run_.notice(Notice::skipped_nonexistent, target.path, "file");
    return true;
  }
  if (target.existing && options_.ignore_existing &&
      target.existing->type != fs::FileType::directory) {
    run_.notice(Notice::skipped_existing, target.path);
    return true;
  }
  if (!hard_links_.is_member(target.entry) || is_left_out(target.entry))
    return content_or_node(target);
  hard_links_.elect(target.entry, [this](const HardLinks::Member& member) {
    const auto stat = find_at_destination(member.path).stat;
    return stat && stat->type == fs::FileType::regular;
  });
  if (const auto leader = hard_links_.leader_of(target.entry))
    return hard_links_.defer(target.entry) || follower(target, *leader);
  const bool done = content_or_node(target);
  for (const HardLinks::Member& member : hard_links_.deferred(target.entry)) late_follower(member);
  return done;
}

// A follower that came before its leader in the list.
void Generator::late_follower(const HardLinks::Member& member) {
  const Place place = find_at_destination(member.path);
  const DestinationListing none({}, true);
  Visit visit{*member.directory, none, place.dir};
  Target target{visit, *member.entry, member.path, place.name, place.stat};
  const auto leader = hard_links_.leader_of(*member.entry);
  try {
    if (leader) follower(target, *leader);
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

Generator::Place Generator::find_at_destination(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  Place place;
  place.name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  if (!run_.root.is_open()) return place;
  const auto dir = run_.root.open_dir_if_exists(
      slash == std::string::npos ? "" : path.substr(0, slash), follow_at_destination(options_));
  if (!dir) return place;
  place.dir = *dir;
  place.stat = place.dir.stat(place.name);
  return place;
}

// Whether the options leave files of this type out.
bool Generator::is_left_out(const tree::Entry& entry) const {
  if (entry.is_regular()) return false;
  if (entry.type == fs::FileType::symlink) return !options_.links;
  if (!fs::is_device(entry.type)) return !options_.specials;
  if (options_.copy_devices) return false;
  return !options_.devices || !(run_.attributes.as_superuser() || options_.fake_super);
}

bool Generator::content_or_node(Target& target) {
  switch (target.entry.type) {
    case fs::FileType::regular:
      return regular(target);
    case fs::FileType::symlink:
      return symlink(target);
    default:
      return special(target);
  }
}

void Generator::missing_argument(Target& target) {
  if (!target.existing) return;
  deletion_.delete_named(target.visit.dir, target.name, target.path, *target.existing);
  target.visit.changed = true;
}

bool Generator::symlink(Target& target) {
  if (!options_.links) {
    run_.notice(Notice::skipped_non_regular, target.path);
    return true;
  }
  std::string text = target.entry.extra->link_target;
  if (options_.safe_links && tree::is_unsafe_link(text, target.path)) {
    run_.notice(Notice::skipped_unsafe_link, target.path, text);
    return true;
  }
  // The source's links are unmunged, and only a daemon's module munges them again.
  if (options_.munge_links && text.starts_with(munge_prefix)) text.erase(0, munge_prefix.size());
  if (target.existing && target.existing->type == fs::FileType::symlink &&
      target.visit.dir.read_link(target.name) == text) {
    keep(target);
    return true;
  }
  if (!free_of_other_types(target, "symlink")) return false;
  if (use_alternate(target)) return true;
  const ItemFlags changed = target.existing ? differences(target, true) | item::checksum : 0;
  if (!options_.dry_run) {
    const fs::Dir& dir = target.visit.dir;
    if (target.existing && backup_.wanted())
      backup_.make(dir, target.name, target.path, fs::FileType::symlink, false);
    replace_with(dir, target.name,
                 [&](const std::string& temporary) { dir.make_symlink(text, temporary); });
  }
  tell_made(target, changed);
  return true;
}

bool Generator::special(Target& target) {
  const bool device = fs::is_device(target.entry.type);
  if (options_.copy_devices && device) return regular(target);
  if (is_left_out(target.entry)) {
    run_.notice(Notice::skipped_non_regular, target.path);
    return true;
  }
  if (options_.drop_devices) return true;
  const std::uint64_t rdev = device ? target.entry.extra->rdev : 0;
  if (target.existing && target.existing->type == target.entry.type &&
      (!device || target.existing->rdev == rdev)) {
    keep(target);
    return true;
  }
  if (!free_of_other_types(target, device ? "device file" : "special file")) return false;
  if (use_alternate(target)) return true;
  const ItemFlags changed = target.existing ? differences(target, true) | item::checksum : 0;
  if (!options_.dry_run) {
    const fs::Dir& dir = target.visit.dir;
    if (target.existing && backup_.wanted())
      backup_.make(dir, target.name, target.path, target.entry.type, false);
    replace_with(dir, target.name, [&](const std::string& temporary) {
      dir.make_special(temporary, target.entry.type, 0600, rdev);
    });
  }
  tell_made(target, changed);
  return true;
}

// --- regular files -------------------------------------------------------------------------------

bool Generator::skip_regular(const Target& target) {
  const tree::Entry& entry = target.entry;
  if (options_.max_size && entry.size > *options_.max_size) {
    run_.notice(Notice::skipped_over_max_size, target.path);
    return true;
  }
  if (options_.min_size && entry.size < *options_.min_size) {
    run_.notice(Notice::skipped_under_min_size, target.path);
    return true;
  }
  const bool existing = target.existing && target.existing->type == fs::FileType::regular;
  if (existing && options_.update &&
      is_newer(target.existing->modified, entry.modified(), options_.modify_window)) {
    run_.notice(Notice::skipped_newer, target.path);
    return true;
  }
  return false;
}

bool Generator::content_is_equal(Target& target) {
  if (!quick_check(options_, target.entry, *target.existing)) return false;
  if (!options_.checksum) return true;
  const AttributeSource source = source_of(target, true);
  const fs::File theirs = source.dir.open_read(source.name);
  try {
    return same_content(theirs, target.visit.dir.open_read(target.name), target.entry.size);
  } catch (const Error&) {
    return false;  // what cannot be read is replaced
  }
}

bool Generator::regular(Target& target) {
  if (skip_regular(target)) return true;
  if (!free_of_other_types(target, "regular file")) return false;
  if (use_alternate(target)) return true;
  if (target.existing && content_is_equal(target)) {
    keep(target);
    return true;
  }
  if (target.existing && options_.append && target.existing->size >= target.entry.size) return true;
  transfer(target);
  return true;
}

ItemFlags Generator::transfer_flags(Target& target, const std::optional<Alternate>& alternate) {
  if (!target.existing && !alternate) return item::transfer | item::is_new;
  const ItemFlags new_time = keeps_modified(options_, target.entry.type) ? 0 : item::modified_time;
  const ItemFlags differing =
      alternate ? alternate->differences | new_time : differences(target, true);
  return item::transfer | differing | (options_.checksum ? item::checksum : 0);
}

void Generator::transfer(Target& target) {
  const auto alternate = target.existing ? std::nullopt : find_alternate(target);
  const ItemFlags flags = transfer_flags(target, alternate);
  if (options_.dry_run) {
    run_.count([&](Stats& stats) {
      ++stats.transferred_files;
      stats.transferred_size += target.entry.size;
      if (flags & item::is_new) stats.created.count(fs::FileType::regular);
    });
    tell(target, flags);
    return;
  }
  ContentRequest request;
  request.flags = flags;
  if (alternate) {
    request.basis = Basis{alternate->dir, alternate->name};
    request.like = alternate->stat;
  } else if (!target.existing && options_.fuzzy > 0) {
    if (const auto similar = find_similar(target.entry, target.visit.listing.entries())) {
      request.basis = Basis{target.visit.dir, *similar};
      request.like = target.visit.listing.find(target.visit.dir, *similar);
    }
  }
  submit(target, std::move(request));
}

// Moves content in the background.
void Generator::submit(Target& target, ContentRequest what) {
  target.visit.changed = true;
  auto request = std::make_shared<ContentRequest>(std::move(what));
  request->entry = &target.entry;
  request->path = target.path;
  request->source = source_of(target, true);
  request->dir = target.visit.dir;
  request->name = target.name;
  request->existing = target.existing;
  request->slot = run_.events.reserve();
  hard_links_.begin(target.entry);
  pool_.make_room(most_queued);
  pool_.submit([this, request] {
    hard_links_.end(*request->entry, move_content(run_, backup_, delayed_, *request));
  });
}

std::optional<Alternate> Generator::find_alternate(Target& target) {
  if (!alternates_.any()) return std::nullopt;
  return alternates_.find(target.entry, target.path,
                          source_of(target, needs_source() || options_.checksum));
}

// Serves a file that the destination lacks from an alternate tree. False: it must come from the
// source.
bool Generator::use_alternate(Target& target) {
  if (!alternates_.any()) return false;
  // An existing file gives way to one in a tree to compare with or to link to, but only to an
  // equal.
  const bool existing = target.existing.has_value();
  if (existing && (!target.entry.is_regular() || options_.alt_dest_kind == AltDestKind::copy))
    return false;
  const auto other = find_alternate(target);
  if (!other || other->agreement == Alternate::Agreement::type) return false;
  const bool everything = other->agreement == Alternate::Agreement::everything;
  if (existing && (!everything || is_same_file(other->stat, *target.existing))) return false;
  if (everything && options_.alt_dest_kind == AltDestKind::compare) {
    if (target.existing && !options_.dry_run) {
      target.visit.dir.remove_file(target.name);
      target.visit.changed = true;
    }
    tell(target, 0);
    return true;
  }
  if (everything && options_.alt_dest_kind == AltDestKind::link && link_to(*other, target)) {
    tell(target, item::local_change | item::link_name_follows);
    return true;
  }
  if (!target.entry.is_regular()) return false;  // making it anew is as cheap
  ContentRequest request;
  request.flags = item::local_change | other->differences;
  request.local = Basis{other->dir, other->name};
  request.like = other->stat;
  if (options_.dry_run)
    tell(target, request.flags);
  else
    submit(target, std::move(request));
  return true;
}

// Links the destination's file to that of an alternate tree. False where the system does not allow
// that, as for another user's file: it is copied then.
bool Generator::link_to(const Alternate& other, Target& target) {
  if (options_.dry_run) return true;
  try {
    replace_with(target.visit.dir, target.name, [&](const std::string& temporary) {
      other.dir.make_link(other.name, target.visit.dir, temporary);
    });
  } catch (const Error&) {
    return false;
  }
  target.visit.changed = true;
  return true;
}

// A further name of a file whose first name has been dealt with.
bool Generator::follower(Target& target, const std::string& leader) {
  if (!hard_links_.wait_for_leader(target.entry)) return false;
  const Place place = find_at_destination(leader);
  const std::optional<fs::Stat>& leader_stat = place.stat;
  if (leader_stat && target.existing && is_same_file(*leader_stat, *target.existing)) {
    tell(target, 0);
    return true;
  }
  if (!leader_stat && !options_.dry_run) return false;  // it was left out
  if (!free_of_other_types(target, "hard link")) return false;
  ItemFlags flags = item::local_change | item::link_name_follows;
  if (!target.existing)
    flags |= item::is_new;
  else if (target.entry.is_regular())
    flags |= differences(target, true);
  else if (!options_.times)
    flags |= item::modified_time;
  if (!options_.dry_run) {
    const fs::Dir& dir = target.visit.dir;
    if (target.existing && backup_.wanted())
      backup_.make(dir, target.name, target.path, target.existing->type, false);
    replace_with(dir, target.name, [&](const std::string& temporary) {
      place.dir.make_link(place.name, dir, temporary);
    });
    target.visit.changed = true;
  }
  if (!target.existing) run_.count([&](Stats& stats) { stats.created.count(target.entry.type); });
  tell(target, flags, leader);
  remove_source(target);
  return true;
}

// --- what several kinds of entries have in common
// --------------------------------------------------

// Removes what stands where an entry of another type must go; it then counts as not existing.
bool Generator::free_of_other_types(Target& target, const char* for_what) {
  if (!target.existing || target.existing->type == target.entry.type) return true;
  const bool content = options_.copy_devices && fs::is_device(target.entry.type) &&
                       target.existing->type == fs::FileType::regular;
  if (content) return true;
  if (!deletion_.make_way(target.visit.dir, target.name, target.path, *target.existing, for_what))
    return false;
  target.visit.changed = true;
  target.existing.reset();
  return true;
}

// The content is as it should be; the metadata may not be.
void Generator::keep(Target& target) {
  ItemFlags flags = differences(target, false);
  if (!options_.dry_run) {
    if ((flags & (item::owner | item::group)) != 0 && (target.existing->permissions & 06000) != 0 &&
        !target.entry.is_directory())
      flags = differences_after_owner(target);
    set_attributes(target, false);
  }
  tell(target, flags);
  if (!options_.remove_only_sent) remove_source(target);
}

// Something without content was made, or replaced something of its type. What an alternate tree
// holds does not count as new.
void Generator::tell_made(Target& target, ItemFlags changed) {
  bool is_new = !target.existing || target.entry.is_directory();
  if (is_new && alternates_.any()) {
    const auto other = find_alternate(target);
    if (other) {
      is_new = false;
      changed = other->differences |
                (other->agreement == Alternate::Agreement::type && !target.entry.is_directory()
                     ? item::checksum
                     : 0);
    }
  }
  if (!target.entry.is_directory() && !options_.dry_run) {
    target.existing = target.visit.dir.stat(target.name);
    if (target.existing) set_attributes(target, true);
    target.visit.changed = true;
  }
  if (is_new) run_.count([&](Stats& stats) { stats.created.count(target.entry.type); });
  tell(target, item::local_change | (is_new ? item::is_new : changed));
  remove_source(target);
}

// A new owner takes the setuid and setgid bits away: rsync itemizes what that leaves to be done.
ItemFlags Generator::differences_after_owner(Target& target) {
  AttributeProblem problem(run_);
  run_.attributes.apply_owner(run_.attributes.wanted(target.entry, &*target.existing),
                              {target.visit.dir, target.name}, *target.existing, problem);
  if (const auto now = target.visit.dir.stat(target.name)) {
    const std::uint16_t kept = target.existing->permissions;
    target.existing = now;
    const ItemFlags flags = differences(target, false);
    if (!options_.perms) {
      target.visit.dir.set_permissions(target.name, kept);
      target.existing->permissions = kept;
    }
    return flags;
  }
  return 0;
}

// Removes the source of an entry that took no content. Of those only new links count as sent.
void Generator::remove_source(Target& target) {
  if (!options_.remove_source_files || options_.dry_run || target.entry.is_directory()) return;
  const bool link = target.entry.is_regular() || target.entry.type == fs::FileType::symlink;
  if (options_.remove_only_sent && !link) return;
  sync::remove_source(run_, target.entry, source_of(target, true), target.path);
}

void Generator::set_attributes(Target& target, bool is_new) {
  AttributeProblem problem(run_);
  const bool leave_access = target.entry.is_directory() && !run_.attributes.as_superuser();
  const fs::Stat* replaced = is_new ? nullptr : &*target.existing;
  run_.attributes.apply(target.entry, source_of(target, needs_source()),
                        {target.visit.dir, target.name}, *target.existing,
                        run_.attributes.wanted(target.entry, replaced), leave_access, problem);
}

void Generator::tell(const Target& target, ItemFlags flags, std::string link_name) {
  const tree::Entry* entry = &target.entry;
  run_.events.tell(
      [flags, path = target.path, entry, link_name = std::move(link_name),
       source = run_.list.origins[entry->origin].dir.path_of(target.path)](Events& to) {
        Item item;
        item.flags = flags;
        item.path = path;
        item.entry = entry;
        item.link_name = link_name;
        item.source_path = source;
        to.item(item);
      });
}

ItemFlags Generator::differences(Target& target, bool moves) {
  return run_.attributes.differences(target.entry, source_of(target, needs_source()),
                                     target.visit.dir, target.name, *target.existing, moves);
}

// Where the entry lies in the source. The directory is opened only if it is needed.
AttributeSource Generator::source_of(Target& target, bool needed) {
  if (!needed) return {};
  const std::uint16_t origin = target.entry.origin;
  if (target.name.empty()) return {run_.list.origins[origin].dir, ""};
  auto& sources = target.visit.sources;
  if (sources.size() <= origin) sources.resize(origin + std::size_t{1});
  if (!sources[origin].is_open()) {
    const bool follow = options_.copy_links || options_.copy_dirlinks || options_.copy_unsafe_links;
    sources[origin] = run_.list.origins[origin].dir.open_dir(
        target.visit.directory.path, follow ? fs::Follow::yes : fs::Follow::no);
  }
  return {sources[origin], std::string(target.entry.name())};
}

}  // namespace smartsync::sync
