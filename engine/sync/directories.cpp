#include "engine/sync/directories.h"

#include <algorithm>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/tree/task_pool.h"

namespace smartsync::sync {

namespace {

// All that is named in the directory is missing in the source.
bool brings_nothing(const tree::Directory& directory) {
  return std::ranges::all_of(directory.entries, [&](const tree::Entry& entry) {
    if (entry.missing) return true;
    const tree::Directory* below = directory.child_of(entry);
    return entry.unlisted && below && !below->entries.empty() && brings_nothing(*below);
  });
}

}  // namespace

void Directories::bring_root() {
  if (!run_.list.root_entry) return;
  const DestinationListing none({}, true);
  Visit above{run_.list.root, none, run_.root};
  Target root{above, *run_.list.root_entry, ".", ""};
  if (run_.root.is_open() && !run_.root_is_new)
    root.existing = run_.stands_for(run_.root, "", run_.root.stat_self());
  if (root.existing) {
    finish_later(root, &*root.existing);
    targets_.keep(root);
    return;
  }
  if (!run_.root.is_open() && options_.existing) {
    run_.notice(Notice::skipped_nonexistent, ".", "directory");
    return;
  }
  targets_.tell_made(root, 0, alternate_of_root(root));
  if (!run_.root.is_open()) return;
  root.existing = run_.root.stat_self();
  if (!options_.dry_run) targets_.set_attributes(root, nullptr);
  finish_later(root, nullptr);
}

// One that is made for itself alone is like a file: it is looked for by the name that it gets.
std::optional<Alternate> Directories::alternate_of_root(Target& root) {
  if (!run_.operator_base) return targets_.find_alternate(root);
  Target named{root.visit, root.entry, fs::split_path(options_.destination).name, ""};
  return targets_.find_alternate(named);
}

bool Directories::bring(Target& target) {
  const bool link_to_directory =
      options_.keep_dirlinks && target.existing && target.existing->type == fs::FileType::symlink;
  if (link_to_directory) {
    const auto followed = target.visit.dir.stat(target.name, fs::Follow::yes);
    if (followed && followed->type == fs::FileType::directory) target.existing = followed;
  }
  if (target.entry.unlisted && target.visit.blocked) {
    run_.fail(target.visit.blocked->what());
    target.blocked = target.visit.blocked;
    return true;
  }
  if (target.entry.unlisted && target.existing && target.existing->type != fs::FileType::directory)
    return pass_through(target);
  if (!target.existing && options_.existing && !target.visit.blocked) {
    run_.pass_over(Notice::skipped_nonexistent, target.path, "directory");
    return false;
  }
  if (target.existing && options_.ignore_existing &&
      target.existing->type != fs::FileType::directory) {
    run_.pass_over(Notice::skipped_existing, target.path, "type change");
    const tree::Directory* content = target.visit.directory.child_of(target.entry);
    if (content && !content->entries.empty())
      run_.fail("what is in \"" + target.path +
                "\" cannot be copied: the destination has a file of that name");
    return false;
  }
  if (!targets_.free_of_other_types(target, "directory")) return false;
  if (!target.existing) {
    const tree::Directory* content = target.visit.directory.child_of(target.entry);
    // What was named in it is hidden, or missing.
    if (target.entry.unlisted && (!content || brings_nothing(*content))) return false;
    make(target);
    return true;
  }
  if (!target.entry.unlisted) {
    finish_later(target, &*target.existing);
    if (link_to_directory)
      keep_behind_link(target);
    else
      targets_.keep(target);
  }
  return true;
}

// --no-implied-dirs: what stands on the way to a named file is used as it is, be it a symlink that
// stays within the destination. Where it leads nowhere, what is named below it is looked at all the
// same: only what would be made there fails.
bool Directories::pass_through(Target& target) {
  const std::string path = target.visit.dir.path_of(target.name);
  std::optional<Error> blocked;
  try {
    if (const auto dir = run_.open_at_destination_if_exists(target.path)) {
      target.existing = dir->stat_self();
      return true;
    }
    if (target.existing->type == fs::FileType::symlink)
      blocked.emplace(
          "will not go through \"" + path + "\": the symlink leads out of the destination", path);
    else
      blocked.emplace("cannot go through", path, std::make_error_code(std::errc::not_a_directory));
  } catch (const Error& error) {
    blocked = error;
  }
  target.existing.reset();
  const bool skipped = options_.existing && blocked->code() == std::errc::no_such_file_or_directory;
  if (!options_.dry_run && !skipped) target.blocked = blocked;
  return true;
}

// -K: the directory that a symlink at the destination leads to.
void Directories::keep_behind_link(const Target& target) {
  Visit behind{target.visit.directory, target.visit.listing,
               target.visit.dir.open_dir(target.name, fs::Follow::yes)};
  Target directory{behind, target.entry, target.path, "", target.existing};
  targets_.keep(directory);
}

void Directories::make(Target& target) {
  if (!target.entry.unlisted) targets_.tell_made(target, 0, targets_.find_alternate(target));
  if (target.visit.blocked) throw Error(*target.visit.blocked);
  if (!options_.dry_run) {
    const std::uint16_t mode =
        target.entry.unlisted ? std::uint16_t{0777} : targets_.wanted(target, nullptr).permissions;
    target.visit.dir.make_dir(target.name, static_cast<std::uint16_t>(mode | 0700));
    target.existing = target.visit.dir.stat(target.name);
  }
  if (target.entry.unlisted) return;
  if (target.existing) {
    targets_.set_attributes(target, nullptr);
    finish_later(target, nullptr);
  }
}

// `predecessor` as in Target: null for a directory that this run made.
void Directories::finish_later(Target& target, const fs::Stat* predecessor) {
  const Wanted wanted = targets_.wanted(target, predecessor);
  const bool is_root = &target.entry == run_.list.root_entry.get();
  unfinished_.push_back({&target.entry, is_root ? "" : run_.destination_path(target.path),
                         run_.attributes.own_permissions(target.entry, wanted, *target.existing),
                         wanted});
}

void Directories::finish() {
  if (options_.dry_run) return;
  // The deepest first: a directory may lose the permission that reaching what is in it takes.
  std::stable_sort(unfinished_.begin(), unfinished_.end(),
                   [](const Unfinished& a, const Unfinished& b) { return depth(a) > depth(b); });
  tree::TaskPool pool(std::min(run_.threads, unfinished_.size()));
  std::size_t level = 0;
  for (const Unfinished& directory : unfinished_) {
    if (depth(directory) != level) pool.wait();
    level = depth(directory);
    pool.submit([this, &directory] { finish_one(directory); });
  }
  pool.wait();
  unfinished_.clear();
}

std::size_t Directories::depth(const Unfinished& directory) {
  const std::string& path = directory.path;
  return path.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(path, '/'));
}

void Directories::finish_one(const Unfinished& directory) {
  AttributeProblem problem(run_);
  try {
    const auto dir = run_.open_at_destination_if_exists(directory.path);
    if (!dir) return;
    const fs::Stat now = dir->stat_self();
    if (directory.permissions != now.permissions &&
        run_.attributes.has_owner(directory.wanted, now))
      dir->set_permissions("", directory.permissions);
    run_.attributes.apply_times(*directory.entry, {*dir, ""}, now, problem);
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

}  // namespace smartsync::sync
