#include "engine/sync/deletion.h"

#include <algorithm>
#include <charconv>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::sync {

namespace {

constexpr std::uint16_t owner_may_write = 0200;

// What messages tell about a deletion; the values are those that rsync shows.
namespace reason {
constexpr unsigned locked = 1;     // it gets write permission first
constexpr unsigned recursive = 2;  // with everything in it
constexpr unsigned inside = 4;     // of a directory that is emptied

// It makes way.
unsigned for_new(std::string_view what) {
  if (what == "directory") return 16;
  if (what == "symlink") return 32;
  if (what == "device file") return 64;
  if (what == "special file") return 128;
  return 8;
}

std::string text(unsigned reasons) {
  return "flags=" + std::to_string(reasons);
}
}  // namespace reason

std::string mode_text(const fs::Stat& stat) {
  static constexpr unsigned kinds[] = {010, 004, 012, 001, 014, 002, 006};
  char text[16];
  const auto end =
      std::to_chars(text, text + sizeof text,
                    kinds[static_cast<std::size_t>(stat.type)] << 12 | stat.permissions, 8);
  return "mode=" + std::string(text, end.ptr) + " ";
}

}  // namespace

Deletion::Deletion(RunState& run, Backup& backup)
    : run_(run),
      backup_(backup),
      reader_(tree::confined(tree::rules_reader(run.options.insecure_links,
                                                [&run](const Error& error) {
                                                  run.events.now([&](Events& to) {
                                                    to.warning(error.what());
                                                  });
                                                }),
                             run.confinement)) {}

tree::FilterScope Deletion::scope_of_root() const {
  // A dry run may have no destination yet.
  const std::string root = run_.root.is_open() ? run_.root.path() : run_.options.destination;
  return tree::FilterScope(run_.filters, fs::absolute_path(root));
}

tree::FilterScope Deletion::enter(const tree::FilterScope& parent, const std::string& path) const {
  if (run_.filters->empty()) return parent;
  if (path.empty() && !run_.list.root_entry) return parent;  // the transfer only leads through it
  try {
    return parent.enter(path, reader_);
  } catch (const tree::FilterError& error) {
    throw Impossible{error.what(), ExitCode::usage};  // what is protected is not known
  }
}

tree::FilterScope Deletion::enter(const tree::FilterScope& parent,
                                  const tree::Directory& directory) const {
  return is_in_doubt(directory) ? parent : enter(parent, directory.path);
}

bool Deletion::protects(const tree::FilterScope& scope, const std::string& path, bool is_directory,
                        bool being_deleted) {
  if (run_.filters->empty()) return false;
  const tree::FilterRule* rule =
      scope.decisive(tree::Side::receiver, path, is_directory, being_deleted);
  if (rule == nullptr) return false;
  if (run_.wants_decisions)
    run_.events.remark(
        [=, name = run_.shown(path), include = rule->include, shown = rule->shown](Events& to) {
          to.filtered({tree::Side::receiver, include, name, is_directory, shown});
        });
  return !rule->include;
}

void Deletion::decision(Notice what, const std::string& path, const std::string& detail) {
  if (run_.wants_decisions) run_.notice(what, path, detail);
}

// What lies in another filesystem than the directory of the source argument stays (-x).
bool Deletion::is_elsewhere(const tree::Directory& directory, const fs::Dir& dir) {
  if (run_.options.one_file_system == 0) return false;
  const std::uint64_t device = dir.stat_self().device;
  if (directory.is_argument) filesystem_ = device;
  return filesystem_ && *filesystem_ != device;
}

// `stat`: of a name in `dir`.
bool Deletion::stays_as_mount_point(const fs::Dir& dir, const fs::Stat& stat) const {
  return run_.options.one_file_system > 0 && stat.type == fs::FileType::directory &&
         stat.device != dir.stat_self().device;
}

bool Deletion::is_in_doubt(const tree::Directory& directory) const {
  // With -H nothing is done before the list is complete.
  const bool waits = !run_.options.incremental || run_.options.hard_links;
  bool in_doubt = waits ? run_.list.io_error : directory.failed;
  in_doubt |= unreadable_;
  if (run_.options.delete_when == DeleteWhen::after) in_doubt |= run_.read_failed.load();
  return in_doubt && !run_.options.ignore_errors;
}

bool Deletion::allowed_in(const tree::Directory& directory) {
  if (!is_in_doubt(directory)) return true;
  if (!told_io_error_) run_.notice(Notice::deletes_skipped_io_error, "");
  told_io_error_ = true;
  return false;
}

void Deletion::delete_extraneous(const tree::Directory& directory, const fs::Dir& dir,
                                 const DestinationListing& listing,
                                 const tree::FilterScope& scope) {
  if (!run_.root.is_open()) return;
  if (!directory.complete || !allowed_in(directory) || !dir.is_open()) return;
  if (is_elsewhere(directory, dir)) return;
  if (run_.root_is_new && directory.path.empty()) return;
  decision(Notice::searching_directory, directory.path.empty() ? "." : directory.path);
  std::vector<const fs::Listed*> extraneous;
  for (const fs::Listed& listed : listing.entries())
    if (!directory.find(listed.name) || stays_as_mount_point(dir, listed.stat))
      extraneous.push_back(&listed);
    else if (run_.wants_decisions)  // what the rules say of it is told, too
      (void)protects(scope, directory.path_of(listed.name),
                     listed.stat.type == fs::FileType::directory, false);
  if (extraneous.empty()) return;
  std::sort(extraneous.begin(), extraneous.end(), [](const fs::Listed* a, const fs::Listed* b) {
    return tree::list_order(b->name, b->stat.type == fs::FileType::directory, a->name,
                            a->stat.type == fs::FileType::directory);
  });
  for (const fs::Listed* listed : extraneous) {
    const std::string path = directory.path_of(listed->name);
    const bool is_directory = listed->stat.type == fs::FileType::directory;
    if (protects(scope, path, is_directory, false)) continue;
    if (stays_as_mount_point(dir, listed->stat)) {  // told even where the source has it
      run_.notice(Notice::cannot_delete_mount_point, path);
      continue;
    }
    if (run_.options.delete_when == DeleteWhen::delay)
      noted_.push_back({path, listed->stat});
    else
      remove(dir, listed->name, path, listed->stat, scope);
  }
}

tree::FilterScope Deletion::scope_for(const std::string& path) const {
  tree::FilterScope scope = enter(scope_of_root(), "");
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    scope = enter(scope, path.substr(0, slash));
  return scope;
}

void Deletion::delete_noted() {
  for (const Noted& noted : noted_) {
    const std::size_t slash = noted.path.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : noted.path.substr(0, slash);
    const auto dir = run_.root.open_dir_if_exists(parent);
    if (!dir) continue;
    remove(*dir, noted.path.substr(slash == std::string::npos ? 0 : slash + 1), noted.path,
           noted.stat, scope_for(noted.path));
  }
  noted_.clear();
}

void Deletion::delete_everywhere() {
  if (run_.root.is_open()) pass(run_.list.root, scope_of_root());
}

void Deletion::pass(const tree::Directory& directory, const tree::FilterScope& parent_scope) {
  run_.check_stop();
  const tree::FilterScope scope = enter(parent_scope, directory);
  {
    if (directory.is_argument)
      decision(Notice::deletion_pass, directory.path.empty() ? "." : directory.path);
    const auto dir = run_.open_at_destination_if_exists(directory.path);
    if (!dir && !run_.wants_decisions) return;  // nor is there anything below
    if (dir && directory.complete)
      delete_extraneous(directory, *dir, DestinationListing(*dir, true), scope);
  }
  for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
    const tree::Entry& entry = directory.entries[i];
    try {
      if (const tree::Directory* child = directory.child_of(entry))
        pass(*child, scope);
      else if (!is_in_doubt(directory))  // but rules that cannot be read end the run
        (void)enter(scope, directory.path_of(entry.name()));
    } catch (const Error& error) {
      if (error.code() != std::errc::too_many_symbolic_link_levels &&
          error.code() != std::errc::not_a_directory)
        run_.fail(error.what());
    }
  }
}

bool Deletion::takes_content() const {
  return run_.options.force || run_.options.delete_when != DeleteWhen::never;
}

bool Deletion::make_way(const fs::Dir& dir, std::string_view name, const std::string& path,
                        const fs::Stat& existing, const char* for_what) {
  const bool all = takes_content();
  const unsigned why = reason::for_new(for_what) | (all ? reason::recursive : 0) |
                       (is_locked(existing) ? reason::locked : 0);
  decision(Notice::deleting, path, mode_text(existing) + reason::text(why));
  unlock(dir, name, existing);
  bool empty = true;
  if (existing.type == fs::FileType::directory) {
    const fs::Dir content = dir.open_dir(name);
    const tree::FilterScope scope = enter(scope_for(path), path);
    if (stays_as_mount_point(dir, existing))
      empty = false;
    else
      empty = all ? remove_content(content, path, scope, why) : is_empty(content, path, why);
  }
  const std::string_view what(for_what);
  const How how = what == "directory" || what == "regular file" ? How::making_way : How::replaced;
  const bool gone = empty && remove_one(dir, name, path, existing.type, how);
  if (!gone)
    run_.fail("could not make way for new " + std::string(for_what) + ": \"" + path + "\"");
  return gone;
}

void Deletion::delete_named(const fs::Dir& dir, std::string_view name, const std::string& path,
                            const fs::Stat& existing) {
  if (stays_as_mount_point(dir, existing)) return;
  const bool may_be_full = existing.type == fs::FileType::directory && !takes_content();
  if (may_be_full && !is_empty(dir.open_dir(name), path, 0)) return;
  remove(dir, name, path, existing, scope_for(path));
}

bool Deletion::goes_with_the_walk() const {
  return run_.options.delete_when == DeleteWhen::during ||
         run_.options.delete_when == DeleteWhen::delay;
}

bool Deletion::limit_reached() {
  if (!run_.options.max_delete || deleted_ < *run_.options.max_delete) return false;
  run_.count([](Stats& stats) { ++stats.skipped_deletions; });
  return true;
}

void Deletion::remove(const fs::Dir& dir, std::string_view name, const std::string& path,
                      const fs::Stat& stat, const tree::FilterScope& scope) {
  try {
    const unsigned why = reason::recursive | (is_locked(stat) ? reason::locked : 0);
    decision(Notice::deleting, path, mode_text(stat) + reason::text(why));
    unlock(dir, name, stat);
    if (stat.type == fs::FileType::directory &&
        !remove_content(dir.open_dir(name), path, enter(scope, path), why))
      return;
    remove_one(dir, name, path, stat.type, How::extraneous);
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

bool Deletion::is_locked(const fs::Stat& stat) const {
  const bool superuser = run_.options.super.value_or(fs::is_superuser() || run_.options.fake_super);
  return !superuser && (stat.permissions & owner_may_write) == 0 &&
         stat.uid == fs::effective_user();
}

void Deletion::unlock(const fs::Dir& dir, std::string_view name, const fs::Stat& stat) const {
  if (run_.options.dry_run || !is_locked(stat)) return;
  try {
    dir.set_permissions(name, static_cast<std::uint16_t>(stat.permissions | owner_may_write));
  } catch (const Error&) {
    return;  // what cannot be deleted is told then
  }
}

bool Deletion::is_empty(const fs::Dir& dir, const std::string& path, unsigned why) {
  decision(Notice::emptying_directory, path, reason::text(why));
  const fs::Listing listing = list_content(dir);
  if (listing.entries.empty() && listing.failed.empty()) return true;
  run_.notice(Notice::cannot_delete_non_empty, path);
  return false;
}

// What is in a directory that is about to go. One that cannot be read may be empty for all that.
fs::Listing Deletion::list_content(const fs::Dir& dir) {
  fs::Listing listing;
  try {
    listing = dir.list();
  } catch (const Error& error) {
    unreadable_ = true;
    run_.fail(error.what());
  }
  const auto tell = [this](const char* action, const std::string& path, int code) {
    unreadable_ = true;
    run_.fail(Error(action, path, std::error_code(code, std::generic_category())).what());
  };
  if (listing.read_error != 0) tell("cannot read directory", dir.path(), listing.read_error);
  for (const auto& failed : listing.failed)
    tell("cannot stat", dir.path_of(failed.name), failed.error);
  return listing;
}

// Returns whether the directory is (or in a dry run would be) empty now, as far as can be seen; the
// run was told if not. A directory in it that is not to be emptied is tried to be removed all the
// same: the attempt counts against the limit, and a dry run believes that it succeeds. rsync does
// the same.
bool Deletion::remove_content(const fs::Dir& dir, const std::string& path,
                              const tree::FilterScope& scope, unsigned why) {
  decision(Notice::emptying_directory, path, reason::text(why));
  fs::Listing listing = list_content(dir);
  bool empty = listing.failed.empty();
  std::sort(listing.entries.begin(), listing.entries.end(),
            [](const fs::Listed& a, const fs::Listed& b) {
              return tree::list_order(b.name, b.stat.type == fs::FileType::directory, a.name,
                                      a.stat.type == fs::FileType::directory);
            });
  for (const fs::Listed& listed : listing.entries) {
    const std::string below = fs::join_path(path, listed.name);
    const bool is_directory = listed.stat.type == fs::FileType::directory;
    if (protects(scope, below, is_directory, true) || stays_as_mount_point(dir, listed.stat)) {
      empty = false;
      continue;
    }
    try {
      unlock(dir, listed.name, listed.stat);
      if (is_directory && !remove_content(dir.open_dir(listed.name), below, enter(scope, below),
                                          reason::recursive | reason::inside))
        empty = false;
      decision(Notice::deleting, below, mode_text(listed.stat) + reason::text(reason::inside));
      if (!remove_one(dir, listed.name, below, listed.stat.type, How::extraneous)) empty = false;
    } catch (const Error& error) {
      run_.fail(error.what());
      empty = false;
    }
  }
  if (!empty) run_.notice(Notice::cannot_delete_non_empty, path);
  return empty;
}

bool Deletion::remove_one(const fs::Dir& dir, std::string_view name, const std::string& path,
                          fs::FileType type, How how) {
  if (how == How::extraneous && limit_reached()) return false;
  const bool is_directory = type == fs::FileType::directory;
  try {
    // What is replaced is backed up although it has a backup's name.
    const bool keep =
        !is_directory && backup_.wanted() && (how == How::replaced || backup_.applies_to(name));
    if (keep)
      backup_.make(dir, name, path, type, Original::goes);
    else if (run_.options.dry_run)
      ;  // nothing goes
    else if (is_directory)
      dir.remove_dir(name);
    else
      dir.remove_file(name);
  } catch (const Error& error) {
    if (is_directory && (error.code() == std::errc::directory_not_empty ||
                         error.code() == std::errc::file_exists)) {
      run_.notice(Notice::cannot_delete_non_empty, path);
      return false;
    }
    if (error.code() == std::errc::no_such_file_or_directory) return true;
    run_.fail(error.what());
    return false;
  }
  if (how != How::extraneous) return true;
  ++deleted_;
  // As rsync does, not with --delete-missing-args alone.
  if (takes_content()) run_.count([type](Stats& stats) { stats.deleted.count(type); });
  run_.events.remark([shown = run_.shown(path), type](Events& to) { to.deleted(shown, type); });
  return true;
}

}  // namespace smartsync::sync
