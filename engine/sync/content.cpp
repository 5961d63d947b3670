#include "engine/sync/content.h"

#include <memory>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/sync/bandwidth.h"
#include "engine/sync/in_place_file.h"
#include "engine/sync/partial_dir.h"
#include "engine/sync/temp_file.h"
#include "engine/sync/write_behind.h"
#include "engine/sync/write_content.h"

namespace smartsync::sync {

namespace {

// Smaller files go to the disk in no time.
constexpr std::uint64_t large_file = 32u << 20;

// Nobody waits for the name of a file that arrives in one piece.
constexpr std::uint64_t small_file = 1u << 20;

// --append-verify found that the old data differs: what was moved before all was moved again.
struct Retry {
  Moved moved_in_vain;
  ItemFlags flags;  // of the item that tells of the second time
};

// Metadata that a new file could not be given while it had its temporary name.
class NewFileProblem final : public Attributes::Problem {
 public:
  NewFileProblem(RunState& run, const TempFile& temp) : run_(run), temp_(temp) {}
  void report(const Error& error) override { run_.fail(temp_.about(error).what()); }

 private:
  RunState& run_;
  const TempFile& temp_;
};

class Mover {
 public:
  Mover(RunState& run, Backup& backup, DelayedUpdates& delayed, const ContentRequest& request)
      : run_(run), options_(run.options), backup_(backup), delayed_(delayed), request_(request) {}

  // Before the file is asked for.
  void prepare() {
    if (options_.inplace && request_.existing && !into_device() && backup_.wanted())
      backup_.make(request_.dir, request_.name, request_.path, fs::FileType::regular,
                   Original::rewritten, request_.slot);
  }

  Moved move() {
    const fs::File source = open_source();
    const fs::Stat stat = source.stat();
    const bool device = fs::is_device(stat.type) && options_.copy_devices;
    if (stat.type != fs::FileType::regular && !device)
      throw Error("cannot send \"" + source.path() + "\": it is no longer a regular file",
                  source.path());
    const ContentSource content{source, stat.size};
    if (stat.size > small_file) {
      source.expect_sequential();
      tell_begin();
    }
    const bool has_checksum = !request_.local || options_.checksum;
    if (options_.report_checksums && has_checksum)
      checksum_ = hash_content(content, options_.checksum_choice).hex();
    return options_.inplace ? move_in_place(content) : move_by_rename(content);
  }
  // Of the content, in hex; empty unless it is wanted.
  const std::string& checksum() const { return checksum_; }
  const std::optional<Retry>& retry() const { return retry_; }

 private:
  fs::File open_source() const {
    if (request_.local) return request_.local->dir.open_read(request_.local->name);
    const bool follow = options_.copy_links || options_.copy_unsafe_links;
    return request_.source.dir.open_read(request_.source.name,
                                         {.keep_access_time = options_.open_noatime,
                                          .follow = follow ? fs::Follow::yes : fs::Follow::no});
  }

  // What is copied from an alternate tree is told when it is there.
  void tell_begin() {
    if (begun_ || request_.local) return;
    begun_ = run_.events.begin(request_.slot, [this](Events& to) {
      const std::string source_path = request_.source.dir.path_of(request_.source.name);
      Item item;
      item.flags = request_.flags;
      item.path = request_.source_path;
      item.entry = request_.entry;
      item.source_path = source_path;
      to.begin(item);
    });
  }

  MoveProgress progress() {
    const auto go_on = [this](std::uint64_t done) {
      run_.check_stop();
      if (done < request_.entry->size) tell_begin();
    };
    if (!run_.wants_progress && options_.bandwidth == 0) return go_on;
    return [this, go_on, limiter = Bandwidth(options_.bandwidth)](std::uint64_t done) {
      go_on(done);
      limiter.moved(done, [this] { run_.check_stop(); });
      if (run_.wants_progress)
        run_.events.progress(
            request_.slot,
            {.path = request_.source_path, .file_size = request_.entry->size, .file_done = done});
    };
  }

  // The file whose content the new one may share: only where the delta is wanted.
  std::optional<fs::File> open_basis() const {
    if (options_.whole_file.value_or(true) || request_.local) return std::nullopt;
    if (auto partial = open_partial()) return partial;
    if (request_.basis_unreadable) return std::nullopt;
    const fs::OpenRead how{.keep_access_time = options_.open_noatime};
    if (request_.basis) return open_other_basis(how);
    if (request_.existing) return request_.dir.open_read(request_.name, how);
    return std::nullopt;
  }

  // A similar file may have gone by now, or be a link.
  std::optional<fs::File> open_other_basis(const fs::OpenRead& how) const {
    try {
      return request_.basis->dir.open_read(request_.basis->name, how);
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  // What an interrupted run left in the partial directory.
  std::optional<fs::File> open_partial() const {
    if (!options_.partial_dir) return std::nullopt;
    const auto dir = open_partial_dir(request_.dir, *options_.partial_dir, options_);
    const auto stat = dir ? dir->stat(request_.name) : std::nullopt;
    if (!stat || stat->type != fs::FileType::regular) return std::nullopt;
    return dir->open_read(request_.name);
  }

  void remove_partial() const {
    if (!options_.partial_dir) return;
    const auto dir = open_partial_dir(request_.dir, *options_.partial_dir, options_);
    if (!dir || !dir->stat(request_.name)) return;
    dir->remove_file(request_.name);
    remove_empty_partial_dir(request_.dir, *options_.partial_dir);
  }

  DeltaMeans means() const { return {run_.threads, run_.network_destination}; }

  // --- a new file that takes the name when it is complete --------------------------------------

  Moved move_by_rename(const ContentSource& content) {
    TempFile temp(options_.temp_dir ? open_temp_dir() : request_.dir, request_.name,
                  permissions_while_written());
    const fs::Stat made = stat_of_new(temp);
    Moved moved;
    try {
      moved = write_new(content, temp.file(), progress_and_write_behind(temp.file(), content.size));
    } catch (...) {
      keep_partial(temp);
      throw;
    }
    if (options_.temp_dir && is_elsewhere(temp, request_.dir))
      finish_copy(temp);
    else
      finish_new(temp, made);
    return moved;
  }

  // Asked at once, the answer comes with that of the creation; on a network later it would not.
  // The time is not that of any entry.
  static fs::Stat stat_of_new(TempFile& temp) {
    fs::Stat made = temp.file().stat();
    made.modified = fs::Time{INT64_MIN, 0};
    return made;
  }

  // On another filesystem than `dir`, where only a copy can take a name.
  static bool is_elsewhere(const TempFile& temp, const fs::Dir& dir) {
    return temp.dir().stat_self().device != dir.stat_self().device;
  }

  void finish_copy(TempFile& temp) {
    TempFile copy(request_.dir, request_.name, permissions_while_written());
    const fs::Stat made = stat_of_new(copy);
    copy_new(temp, copy, [this](std::uint64_t) { run_.check_stop(); });
    finish_new(copy, made);
  }

  void copy_new(TempFile& from, TempFile& to, const MoveProgress& progress) const {
    const ContentSource content{from.file(), from.file().stat().size};
    if (options_.sparse)
      write_sparse(content, to.file(), false, progress);
    else
      write_whole(content, to.file(), options_, progress);
  }

  MoveProgress progress_and_write_behind(const fs::File& file, std::uint64_t size) {
    if (!request_.existing || size < large_file) return progress();
    return [tell = progress(), behind = std::make_shared<WriteBehind>(file)](std::uint64_t done) {
      behind->written(done);
      tell(done);
    };
  }

  Moved write_new(const ContentSource& content, const fs::File& target,
                  const MoveProgress& progress) {
    const auto basis = open_basis();
    const std::uint64_t basis_size = basis ? basis->stat().size : 0;
    if (basis && basis_size > 0 && content.size > 0)
      return write_delta(content, {*basis, basis_size}, target, options_, means(), progress);
    if (options_.sparse) return write_sparse(content, target, false, progress);
    return write_whole(content, target, options_, progress);
  }

  fs::Dir open_temp_dir() const {
    return run_.temp_dir.get([this] { return run_.open_operator_dir(*options_.temp_dir); });
  }

  // Those it will have, which saves setting them later, if that shows the content to nobody who is
  // not to see it: the group is not the final one yet, and a list may yet restrict it.
  std::uint16_t permissions_while_written() const {
    const std::uint16_t wanted = request_.wanted.permissions;
    const bool group_is_as_others = (wanted >> 3 & 07) == (wanted & 07);
    const bool plain = (wanted & 07600) == 0600 && !options_.acls && !options_.fake_super;
    return plain && group_is_as_others && may_give_away() ? wanted : std::uint16_t{0600};
  }

  // A file that cannot be given to its owner keeps what it was made with.
  bool may_give_away() const {
    const Wanted& wanted = request_.wanted;
    return fs::is_superuser() || ((!wanted.set_uid || wanted.uid == fs::effective_user()) &&
                                  (!wanted.set_gid || fs::in_group(wanted.gid)));
  }

  // `made`: as stat_of_new() has it.
  void finish_new(TempFile& temp, const fs::Stat& made) {
    NewFileProblem problem(run_, temp);
    run_.attributes.apply(*request_.entry, request_.source, {temp.dir(), temp.name(), &temp.file()},
                          made, request_.wanted, false, problem);
    const bool replaces = request_.existing.has_value();
    if (options_.fsync) temp.file().sync();
    if (options_.delay_updates) {
      delayed_.put(temp, request_.dir, request_.name,
                   {request_.path, request_.source_path, request_.entry, replaces});
      return;
    }
    if (replaces && backup_.wanted()) keep_replaced();
    temp.rename_to(request_.dir, request_.name);
    remove_partial();
  }

  // As a full disk does, a backup that cannot be made ends in an exit code of its own.
  void keep_replaced() {
    try {
      backup_.make(request_.dir, request_.name, request_.path, fs::FileType::regular,
                   Original::replaced, request_.slot);
    } catch (const Error&) {
      run_.write_failed = true;
      throw;
    }
  }

  // --partial: what arrived so far takes the name, or waits in the partial directory.
  void keep_partial(TempFile& temp) {
    if (!options_.partial && !options_.partial_dir) return;
    try {
      if (temp.file().stat().size == 0) return;  // not worth the place of what is there
      const fs::Dir to = options_.partial_dir
                             ? make_partial_dir(request_.dir, *options_.partial_dir, options_)
                             : request_.dir;
      if (!is_elsewhere(temp, to)) return put_partial(temp, to);
      TempFile copy(to, request_.name);
      copy_new(temp, copy, {});
      put_partial(copy, to);
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }

  // With the metadata of the whole, but for its time: under the file's own name that is so old that
  // -u does not take it for newer.
  void put_partial(TempFile& temp, const fs::Dir& to) {
    AttributeProblem problem(run_);
    run_.attributes.apply(*request_.entry, request_.source, {temp.dir(), temp.name(), &temp.file()},
                          stat_of_new(temp), request_.wanted, false, problem);
    if (options_.times)
      temp.file().set_times(std::nullopt, options_.partial_dir ? fs::now() : fs::Time{0, 0});
    if (!options_.partial_dir && request_.existing && backup_.wanted()) keep_replaced();
    temp.rename_to(to, request_.name);
  }

  // --- the existing file, changed where it lies ------------------------------------------------

  Moved move_in_place(const ContentSource& content) {
    InPlaceFile in_place(request_.dir, request_.name, request_.existing);
    const fs::File& target = in_place.file();
    const Moved moved = write_over(content, target);
    in_place.complete();
    AttributeProblem problem(run_);
    run_.attributes.apply(*request_.entry, request_.source, {request_.dir, request_.name, &target},
                          target.stat(), request_.wanted, false, problem);
    if (options_.fsync) target.sync();
    return moved;
  }

  // --write-devices: there is nothing to be cut off, left out or reserved.
  bool into_device() const { return request_.existing && fs::is_device(request_.existing->type); }

  Moved write_over(const ContentSource& content, const fs::File& target) {
    if (into_device()) return write_pieces(content, target, options_, progress());
    const std::uint64_t old_size = request_.existing ? request_.existing->size : 0;
    const bool appends = options_.append && !request_.basis_unreadable;
    if (appends && old_size > 0 && old_size < content.size) {
      const ContentSource old{target, old_size};
      if (!options_.append_verify || same_content(content.file, target, old_size))
        return write_appended(content, old, progress());
      retry_ = Retry{{.literal = content.size - old_size}, item::transfer | flags_of_retry()};
    }
    const bool delta = !options_.whole_file.value_or(true) && !request_.basis_unreadable &&
                       old_size > 0 && content.size > 0;
    if (delta)
      return write_delta_in_place(content, {target, old_size}, options_, means(), progress());
    if (options_.sparse) return write_sparse(content, target, old_size > 0, progress());
    // Even where nothing is to be cut off: a file that is written to gets a new time.
    if (old_size >= content.size) target.truncate(content.size);
    return write_whole(content, target, options_, progress());
  }

  // The file failed its verification when it was complete but for its times.
  ItemFlags flags_of_retry() const {
    fs::Stat failed = *request_.existing;
    failed.size = request_.entry->size;
    failed.permissions = request_.wanted.permissions;
    failed.uid = request_.wanted.uid;
    failed.gid = request_.wanted.gid;
    failed.modified = failed.accessed = fs::now();
    return attribute_differences(options_, *request_.entry, request_.wanted, failed, true);
  }

  RunState& run_;
  const Options& options_;
  Backup& backup_;
  DelayedUpdates& delayed_;
  const ContentRequest& request_;
  std::string checksum_;
  std::optional<Retry> retry_;
  bool begun_ = false;  // that has been told
};

// A file counts as transferred when it is asked for, whatever comes of it.
void count_asked(RunState& run, const ContentRequest& request) {
  if (request.local) return;
  run.count([&](Stats& stats) {
    ++stats.transferred_files;
    stats.transferred_size += request.entry->size;
    if (request.flags & item::is_new) stats.created.count(fs::FileType::regular);
  });
}

void count_moved(RunState& run, const ContentRequest& request, const Moved& moved) {
  if (request.local) return;
  run.count([&](Stats& stats) {
    stats.literal_data += moved.literal;
    stats.matched_data += moved.matched;
    stats.matches += moved.matches;
    stats.false_alarms += moved.false_alarms;
  });
}

// Tells the run of a file that could not be moved. Returns whether that was after it was sent: then
// neither the source nor the writing is to blame.
bool fail(RunState& run, const ContentRequest& request, const Error& error) {
  const bool source = error.path() == request.source.dir.path_of(request.source.name);
  if (source && error.code() == std::errc::no_such_file_or_directory) {
    run.vanish(error.path());
    return false;
  }
  // Content that cannot be written ends in an exit code of its own.
  const bool writing = dynamic_cast<const WriteError*>(&error) != nullptr;
  if (source) run.read_failed = true;
  if (writing) run.write_failed = true;
  run.fail(error.what());
  if (run.options.inplace && writing && !run.failed_in_place.exchange(true))
    run.fail("no further file is changed in place, since the next may be damaged, too");
  return !source && !writing && !request.local;
}

void tell_moved(RunState& run, const ContentRequest& request, const Moved& moved,
                const std::string& checksum, const std::optional<Retry>& retry) {
  run.events.fulfil(request.slot,
                    [path = request.source_path, entry = request.entry, flags = request.flags,
                     source = request.source.dir.path_of(request.source.name), moved, checksum,
                     retry](Events& to) {
                      Item item;
                      item.flags = flags;
                      item.path = path;
                      item.entry = entry;
                      item.source_path = source;
                      item.bytes_moved = moved.literal;
                      item.file_checksum = checksum;
                      to.item(item);
                      if (!retry) return;
                      to.notice(Notice::verification_failed, path, "");
                      item.flags = retry->flags;
                      to.item(item);
                    });
}

}  // namespace

bool move_content(RunState& run, Backup& backup, DelayedUpdates& delayed,
                  const ContentRequest& request) {
  if (run.failed_in_place) {
    run.events.fulfil(request.slot, {});
    return false;
  }
  Mover mover(run, backup, delayed, request);
  bool asked = false;
  try {
    run.check_stop();
    mover.prepare();
    asked = true;
    count_asked(run, request);
    const Moved moved = mover.move();
    if (mover.retry()) {
      count_asked(run, request);
      count_moved(run, request, mover.retry()->moved_in_vain);
    }
    count_moved(run, request, moved);
    tell_moved(run, request, moved, mover.checksum(), mover.retry());
    return true;
  } catch (const Stopped&) {
    run.events.fulfil(request.slot, {});
  } catch (const Error& error) {
    const bool sent = fail(run, request, error) && asked;
    if (!sent) {
      if (asked && !request.local)
        run.events.add(request.slot,
                       [size = request.entry->size](Events& to) { to.not_moved(size); });
      run.events.fulfil(request.slot, {});
      return false;
    }
    // rsync's sender tells what it sent.
    const Moved whole{.literal = request.entry->size};
    count_moved(run, request, whole);
    tell_moved(run, request, whole, mover.checksum(), std::nullopt);
  }
  return false;
}

}  // namespace smartsync::sync
