#include "engine/sync/alternates.h"

#include <utility>

#include "engine/fs/error.h"
#include "engine/sync/write_content.h"
#include "engine/tree/link_owners.h"

namespace smartsync::sync {

Alternates::Alternates(RunState& run) : run_(run) {
  if (run.options.alt_dest_kind == AltDestKind::none) return;
  for (const std::string& typed : run.options.alt_dests) {
    try {
      trees_.push_back(run.open_operator_dir(typed));
    } catch (const Error&) {
      continue;  // warn_of_missing_alternates() has told
    }
  }
}

void warn_of_missing_alternates(RunState& run) {
  for (const std::string& typed : run.options.alt_dests) {
    try {
      (void)run.open_operator_dir(typed);
    } catch (const Error& error) {
      run.events.now([&](Events& to) { to.warning(error.what()); });
    }
  }
}

Alternate Alternates::compared(const tree::Entry& entry, const AttributeSource& source,
                               Alternate candidate, bool executable) const {
  const Options& options = run_.options;
  const Wanted wanted = run_.attributes.wanted(entry, candidate.stat, executable);
  ItemFlags differences = run_.attributes.differences(entry, source, candidate.dir, candidate.name,
                                                      candidate.stat, wanted, false);
  // -O leaves a directory's time alone, but looks at it.
  if (entry.is_directory() && options.times &&
      !same_time(entry.modified(), candidate.stat.modified, options.modify_window))
    differences |= item::modified_time;
  using Agreement = Alternate::Agreement;
  if (same_content(entry, candidate, source))
    candidate.agreement = differences == 0 ? Agreement::everything : Agreement::content;
  differences |= candidate.agreement == Agreement::everything ? item::in_alternate
                                                              : new_time(options, entry.type);
  candidate.differences = differences;
  return candidate;
}

bool Alternates::same_content(const tree::Entry& entry, const Alternate& candidate,
                              const AttributeSource& source) const {
  switch (entry.type) {
    case fs::FileType::regular:
      if (!quick_check(run_.options, entry, candidate.stat)) return false;
      return !run_.options.checksum ||
             sync::same_content(source.dir.open_read(source.name),
                                candidate.dir.open_read(candidate.name), entry.size);
    case fs::FileType::symlink:
      return run_.holds_link(candidate.dir, candidate.name,
                             run_.link_target(entry, candidate.name));
    case fs::FileType::char_device:
    case fs::FileType::block_device:
      return candidate.stat.rdev == entry.extra->rdev;
    default:
      return true;
  }
}

std::optional<fs::Dir> Alternates::open_in(const fs::Dir& tree, const std::string& path) const {
  try {
    return tree.open_dir_if_exists(path);
  } catch (const Error& error) {
    if (error.code() != std::errc::too_many_symbolic_link_levels) throw;
  }
  if (!run_.options.insecure_links) tree::refuse_links_of_others(tree, path, true);
  return tree.open_dir_if_exists(path, fs::Follow::yes);
}

std::vector<fs::Dir> Alternates::directories(const std::string& path) const {
  std::vector<fs::Dir> found;
  for (const fs::Dir& tree : trees_) {
    try {
      if (auto dir = path.empty() ? tree : open_in(tree, path)) found.push_back(*dir);
    } catch (const Error&) {
      continue;  // a tree that cannot be looked into offers nothing
    }
  }
  return found;
}

std::optional<Alternate> Alternates::find(const tree::Entry& entry, const std::string& path,
                                          const AttributeSource& source, bool executable) const {
  std::optional<Alternate> best;
  const std::string& place = run_.destination_path(path);
  const std::size_t slash = place.rfind('/');
  for (const fs::Dir& tree : trees_) {
    try {
      auto dir =
          slash == std::string::npos ? std::optional(tree) : open_in(tree, place.substr(0, slash));
      if (!dir) continue;
      const std::string name =
          place == "." ? "" : place.substr(slash == std::string::npos ? 0 : slash + 1);
      const auto stat = run_.stands_for(
          *dir, name, name.empty() ? std::optional(dir->stat_self()) : dir->stat(name));
      if (!stat || stat->type != entry.type) continue;
      const Alternate found = compared(entry, source, {*dir, name, *stat}, executable);
      if (!best || found.agreement > best->agreement) best = found;
      if (best->agreement == Alternate::Agreement::everything) break;
    } catch (const Error&) {
      continue;  // a tree that cannot be looked into offers nothing
    }
  }
  return best;
}

}  // namespace smartsync::sync
