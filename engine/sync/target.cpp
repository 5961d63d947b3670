#include "engine/sync/target.h"

#include <utility>

#include "engine/fs/error.h"
#include "engine/sync/temp_file.h"
#include "engine/sync/write_content.h"

namespace smartsync::sync {

const fs::Stat* Target::predecessor() const {
  if (existing) return &*existing;
  const bool inherits =
      replaced && !entry.is_directory() && replaced->type != fs::FileType::directory;
  return inherits ? &*replaced : nullptr;
}

std::string Target::source_path() const {
  return entry.name().empty() ? path : visit.directory.source_path_of(entry.source_name());
}

Targets::Targets(RunState& run, Backup& backup, Deletion& deletion)
    : run_(run),
      options_(run.options),
      backup_(backup),
      deletion_(deletion),
      alternates_(run),
      removal_(run) {}

bool Targets::free_of_other_types(Target& target, const char* for_what) {
  if (!target.existing || target.existing->type == target.entry.type) return true;
  const bool written =
      options_.write_devices && target.entry.is_regular() && fs::is_device(target.existing->type);
  const bool special = fs::is_special(target.entry.type) && fs::is_special(target.existing->type);
  if (written || special) return true;
  if (!deletion_.make_way(target.visit.dir, target.name, target.path, *target.existing, for_what))
    return false;
  target.replaced = std::exchange(target.existing, std::nullopt);
  return true;
}

void Targets::replace(Target& target,
                      const std::function<void(const std::string& temporary)>& make) {
  const fs::Dir& dir = target.visit.dir;
  if (target.existing && backup_.wanted())
    backup_.make(dir, target.name, target.path, target.existing->type, Original::replaced);
  if (options_.dry_run) return;
  replace_with(dir, target.name, make);
}

ItemFlags Targets::keep(Target& target) {
  ItemFlags flags = differences(target, false);
  if (sets_time_silently(target)) flags |= item::set_silently;
  if (!options_.dry_run) {
    if ((flags & (item::owner | item::group)) != 0 && (target.existing->permissions & 06000) != 0 &&
        !target.entry.is_directory() && !options_.fake_super)
      flags = differences_after_owner(target) | item::set_silently;
    if (list_sets_permissions(target, flags)) flags &= ~item::permissions;
    set_attributes(target, target.predecessor());
  }
  tell(target, flags);
  if (!options_.remove_only_sent) remove_source(target);
  return flags;
}

void Targets::tell_made(Target& target, ItemFlags changed, const std::optional<Alternate>& other) {
  const bool directory = target.entry.is_directory();
  bool is_new = !target.existing || directory;
  if (is_new && other && (directory || !target.replaced)) {
    is_new = false;
    const bool same = directory || other->agreement == Alternate::Agreement::everything;
    changed = other->differences | (same ? 0 : item::checksum);
  }
  if (!directory && !options_.dry_run) {
    const fs::Stat* inherited = target.predecessor();
    const auto predecessor = inherited ? std::optional(*inherited) : std::nullopt;
    target.existing = target.visit.dir.stat(target.name);
    if (target.existing) set_attributes(target, predecessor ? &*predecessor : nullptr);
  }
  if (is_new) run_.count([&](Stats& stats) { stats.created.count(target.entry.type); });
  tell(target, item::local_change | (is_new ? item::is_new : changed));
  remove_source(target);
}

void Targets::tell(Target& target, ItemFlags flags, std::string link_name) {
  const tree::Entry* entry = &target.entry;
  const std::string path = target.source_path();
  run_.events.tell([flags, path, entry, link_name = std::move(link_name),
                    source = run_.list.origins[entry->origin].dir.path_of(path),
                    checksum = file_checksum(target)](Events& to) {
    Item item;
    item.flags = flags;
    item.path = path;
    item.entry = entry;
    item.link_name = link_name;
    item.source_path = source;
    item.file_checksum = checksum;
    to.item(item);
  });
}

// With -c the list has the checksum of every file, else only what was transferred has one.
std::string Targets::file_checksum(Target& target) {
  if (!options_.report_checksums || !options_.checksum || !target.entry.is_regular()) return {};
  const AttributeSource source = source_of(target);
  const fs::File file = source.dir.open_read(source.name);
  return hash_content({file, target.entry.size}, options_.checksum_choice).hex();
}

ItemFlags Targets::differences(Target& target, bool moves) {
  return run_.attributes.differences(target.entry, attribute_source(target), target.visit.dir,
                                     target.name, *target.existing,
                                     run_.attributes.wanted(target.entry, *target.existing), moves);
}

// A new owner takes the setuid and setgid bits away: rsync itemizes what that leaves to be done.
ItemFlags Targets::differences_after_owner(Target& target) {
  AttributeProblem problem(run_);
  run_.attributes.apply_owner(run_.attributes.wanted(target.entry, *target.existing),
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

// With -c a time is set to the nanosecond, and only its seconds are compared to be itemized.
bool Targets::sets_time_silently(const Target& target) const {
  return options_.checksum && options_.times && target.entry.is_regular() &&
         target.entry.modified() != target.existing->modified;
}

// Where a list is set, the nine bits of the mode come with it: rsync itemizes what that leaves.
bool Targets::list_sets_permissions(Target& target, ItemFlags flags) {
  if ((flags & item::acl) == 0 || target.entry.is_directory() || options_.fake_super) return false;
  const std::uint16_t wanted_bits = wanted(target, target.predecessor()).permissions;
  return ((wanted_bits ^ target.existing->permissions) & 07000) == 0;
}

void Targets::set_attributes(Target& target, const fs::Stat* predecessor) {
  AttributeProblem problem(run_);
  const bool leave_access = target.entry.is_directory() && !run_.attributes.as_superuser();
  run_.attributes.apply(target.entry, attribute_source(target), {target.visit.dir, target.name},
                        *target.existing, wanted(target, predecessor), leave_access, problem);
}

// Of entries without content only new symlinks count as sent.
void Targets::remove_source(Target& target) {
  if (!options_.remove_source_files || options_.dry_run || target.entry.is_directory()) return;
  if (options_.remove_only_sent && target.entry.type != fs::FileType::symlink) return;
  removal_.remove(target.entry, source_of(target), target.source_path());
}

AttributeSource Targets::source_of(Target& target) {
  const std::uint16_t origin = target.entry.origin;
  if (target.name.empty()) return {run_.list.origins[origin].dir, ""};
  auto& sources = target.visit.sources;
  if (sources.size() <= origin) sources.resize(origin + std::size_t{1});
  if (!sources[origin].is_open()) {
    sources[origin] = run_.list.origins[origin].dir.open_dir(target.visit.directory.source_path(),
                                                             run_.follow_in_source());
  }
  return {sources[origin], std::string(target.entry.source_name())};
}

bool Targets::content_is_equal(Target& target) {
  if (!quick_check(options_, target.entry, *target.existing)) return false;
  if (!options_.checksum) return true;
  const AttributeSource source = source_of(target);
  try {
    const fs::File theirs = source.dir.open_read(source.name);
    // Looking whether a file is equal is no access to it (-U).
    const fs::File ours =
        target.visit.dir.open_read(target.name, {.keep_access_time = options_.atimes > 0});
    return same_content(theirs, ours, target.entry.size);
  } catch (const Error&) {
    return false;  // what cannot be read is replaced, or cannot be sent
  }
}

// Opening the source's directory is avoided where the list tells everything.
AttributeSource Targets::attribute_source(Target& target) {
  return reads_source() ? source_of(target) : AttributeSource{};
}

// Where content is compared, too.
AttributeSource Targets::compared_source(Target& target) {
  return options_.checksum ? source_of(target) : attribute_source(target);
}

Wanted Targets::wanted(Target& target, const fs::Stat* predecessor) {
  if (predecessor) return run_.attributes.wanted(target.entry, *predecessor);
  auto& permissions = target.visit.default_permissions;
  if (!permissions) permissions = run_.attributes.default_permissions(target.visit.dir);
  return run_.attributes.wanted_new(target.entry, *permissions);
}

std::optional<Similar> Targets::find_similar(Target& target) {
  Visit& visit = target.visit;
  if (!visit.neighbours) {
    visit.neighbours = {{visit.dir, visit.listing.entries()}};
    // What must make way for a directory may do so while it is read.
    std::erase_if(visit.neighbours->front().entries, [&](const fs::Listed& listed) {
      const auto at = visit.directory.find(listed.name);
      return at && visit.directory.entries[*at].is_directory();
    });
    if (options_.fuzzy > 1)
      for (const fs::Dir& dir : alternates_.directories(visit.directory.path))
        visit.neighbours->push_back({dir, sorted_listing(dir).entries});
  }
  return sync::find_similar(target.entry, *visit.neighbours);
}

std::optional<Alternate> Targets::find_alternate(Target& target) {
  if (!alternates_.any()) return std::nullopt;
  return alternates_.find(target.entry, target.path, compared_source(target),
                          will_be_executable(target));
}

// With -E a file that nobody may read does not become executable.
bool Targets::will_be_executable(const Target& target) const {
  const std::uint16_t permissions =
      target.existing ? run_.attributes.wanted(target.entry, *target.existing).permissions
                      : target.entry.permissions;
  return (permissions & 0111) != 0;
}

Alternate::Agreement Targets::agreement(Target& target) {
  const Alternate there{target.visit.dir, target.name, *target.existing};
  return alternates_
      .compared(target.entry, compared_source(target), there, will_be_executable(target))
      .agreement;
}

}  // namespace smartsync::sync
