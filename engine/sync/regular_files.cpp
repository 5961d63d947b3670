#include "engine/sync/regular_files.h"

#include <memory>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/sync/stand_in.h"
#include "engine/sync/write_content.h"

namespace smartsync::sync {

namespace {

// A directory with queued files is held open, in the source and at the destination.
constexpr std::size_t most_directories = 64;
constexpr std::size_t most_queued = 1024;

// By its mode, which takes no request.
bool may_read(const fs::Stat& file) {
  if (fs::is_superuser()) return true;
  if (file.uid == fs::effective_user()) return (file.permissions & 0400) != 0;
  return (file.permissions & (fs::in_group(file.gid) ? 040 : 04)) != 0;
}

}  // namespace

RegularFiles::RegularFiles(RunState& run, Backup& backup, Targets& targets, HardLinks& hard_links)
    : run_(run),
      options_(run.options),
      backup_(backup),
      targets_(targets),
      hard_links_(hard_links),
      delayed_(run, backup, targets.removal()),
      pool_(run.options.bandwidth > 0 ? 1 : run.threads) {}

void RegularFiles::bring(Target& target) {
  if (!targets_.free_of_other_types(target, "regular file")) return;
  if (const auto other = find_stand_in(run_, targets_, target)) {
    if (use_stand_in(run_, targets_, target, *other)) {
      if (options_.alt_dest_kind == AltDestKind::link) hard_links_.note_linked(target.entry);
      return;
    }
    if (options_.dry_run || options_.fake_super || may_read(other->stat))
      return copy_from(*other, target);
    run_.fail(Error("cannot open", other->dir.path_of(other->name),
                    std::make_error_code(std::errc::permission_denied))
                  .what());
    return transfer(target, std::nullopt);
  }
  if (target.existing && targets_.content_is_equal(target)) {
    hard_links_.note_kept(target.entry, targets_.keep(target));
    return;
  }
  if (target.existing && appends_nothing(options_, target.entry, *target.existing)) return;
  transfer(target, target.existing ? std::nullopt : targets_.find_alternate(target));
}

void RegularFiles::finish() {
  pool_.wait();
  run_.check_stop();
  delayed_.finish();
}

bool RegularFiles::skips(const Target& target) {
  const tree::Entry& entry = target.entry;
  if (options_.max_size && entry.size > *options_.max_size) {
    run_.pass_over(Notice::skipped_over_max_size, target.path);
    return true;
  }
  if (options_.min_size && entry.size < *options_.min_size) {
    run_.pass_over(Notice::skipped_under_min_size, target.path);
    return true;
  }
  if (target.existing && stays_as_newer(options_, entry, *target.existing)) {
    run_.pass_over(Notice::skipped_newer, run_.destination_path(target.path));
    return true;
  }
  return false;
}

ItemFlags RegularFiles::transfer_flags(Target& target, const std::optional<Alternate>& alternate) {
  if (!target.existing && !alternate) return item::transfer | item::is_new;
  const ItemFlags differing =
      alternate ? alternate->differences : targets_.differences(target, true);
  return item::transfer | differing | (options_.checksum ? item::checksum : 0);
}

void RegularFiles::transfer(Target& target, const std::optional<Alternate>& alternate) {
  const ItemFlags flags = transfer_flags(target, alternate);
  hard_links_.note_transfer(target.entry);
  if (options_.dry_run) {
    if (!target.existing && !alternate) (void)similar_to(target);
    run_.count([&](Stats& stats) {
      ++stats.transferred_files;
      stats.transferred_size += target.entry.size;
      if (flags & item::is_new) stats.created.count(fs::FileType::regular);
    });
    targets_.tell(target, flags);
    return;
  }
  ContentRequest request;
  request.flags = flags;
  const fs::Stat* predecessor = target.existing ? &*target.existing : nullptr;
  if (alternate) {
    request.basis = Basis{alternate->dir, alternate->name};
    predecessor = &alternate->stat;
  } else if (!target.existing) {
    if (const auto similar = similar_to(target)) {
      request.basis = Basis{*similar->dir, similar->file->name};
      predecessor = &similar->file->stat;
    }
  }
  // What cannot be read counts as not there.
  if (predecessor && !options_.fake_super && !may_read(*predecessor)) {
    predecessor = nullptr;
    request.basis_unreadable = true;
    const bool looks_at_old = options_.append || !options_.whole_file.value_or(true);
    if (looks_at_old) {
      request.flags = item::transfer | item::is_new;
      warn_of_unreadable(target, request.basis);
    }
  }
  request.wanted = targets_.wanted(target, predecessor);
  submit(target, std::move(request));
}

// -y, for a new file. A dry run needs it only to tell.
std::optional<Similar> RegularFiles::similar_to(Target& target) {
  if (options_.fuzzy == 0 || (options_.dry_run && !run_.wants_decisions)) return std::nullopt;
  const auto similar = targets_.find_similar(target);
  if (!similar) return std::nullopt;
  // The walk may have put something else in its place.
  const auto now = similar->dir->stat(similar->file->name);
  if (!now || now->type != fs::FileType::regular) return std::nullopt;
  if (!run_.wants_decisions) return similar;
  const bool beside = similar->dir == &target.visit.neighbours->front().dir;
  const std::string& name = similar->file->name;
  run_.notice(
      Notice::similar_file, target.path,
      run_.shown(beside ? target.visit.directory.path_of(name) : similar->dir->path_of(name)));
  return similar;
}

void RegularFiles::warn_of_unreadable(const Target& target, const std::optional<Basis>& basis) {
  const std::string path =
      basis ? basis->dir.path_of(basis->name) : target.visit.dir.path_of(target.name);
  run_.events.now([&](Events& to) {
    to.warning("cannot read \"" + path + "\", so \"" + target.source_path() + "\" is copied whole");
  });
}

// An alternate tree has the content.
void RegularFiles::copy_from(const Alternate& other, Target& target) {
  const ItemFlags flags =
      item::local_change | other.differences | new_time(options_, target.entry.type);
  if (options_.dry_run) {
    targets_.tell(target, flags);
    return;
  }
  ContentRequest request;
  request.flags = flags;
  request.local = Basis{other.dir, other.name};
  request.wanted = targets_.wanted(target, target.predecessor());
  submit(target, std::move(request));
}

void RegularFiles::submit(Target& target, ContentRequest what) {
  auto request = std::make_shared<ContentRequest>(std::move(what));
  request->entry = &target.entry;
  request->path = target.path;
  request->source_path = target.source_path();
  request->source = targets_.source_of(target);
  request->dir = target.visit.dir;
  request->name = target.name;
  request->existing = target.existing;
  if (options_.inplace && target.existing && target.existing->links > 1) {
    pool_.wait();  // this may be written to under another name
    request->existing =
        run_.stands_for(request->dir, request->name, request->dir.stat(request->name));
  }
  request->slot = run_.events.reserve();
  hard_links_.begin(target.entry, !request->local);
  const tree::TaskPool::Lane lane = &target.visit.directory;
  pool_.make_room(most_queued, most_directories, lane);
  const auto task = [this, request] {
    const bool arrived = move_content(run_, backup_, delayed_, *request);
    hard_links_.end(*request->entry, arrived);
    const bool counts = !options_.remove_only_sent || !request->local;
    if (arrived && counts && options_.remove_source_files && !options_.delay_updates)
      targets_.removal().remove(*request->entry, request->source, request->source_path);
  };
  pool_.submit(task, lane);
}

}  // namespace smartsync::sync
