#include "engine/sync/backup.h"

#include "engine/fs/error.h"
#include "engine/fs/file.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/sync/exit_code.h"
#include "engine/sync/make_path.h"
#include "engine/sync/temp_file.h"
#include "engine/tree/links.h"

namespace smartsync::sync {

namespace {

void copy_file(RunState& run, const fs::Dir& dir, std::string_view name, const fs::Dir& to_dir,
               std::string_view to) {
  // The copy gets the access time that the original had before.
  const bool keeps_time = run.options.atimes > 0 || run.options.open_noatime;
  fs::File source = dir.open_read(name, {.keep_access_time = keeps_time});
  TempFile copy(to_dir, to);
  fs::copy_content(source, copy.file(), source.stat().size);
  source.close();  // it may be what is replaced: older versions of Windows replace no open file
  AttributeProblem problem(run);
  run.attributes.apply_like({dir, std::string(name)}, {copy.dir(), copy.name(), &copy.file()},
                            problem);
  copy.rename_to(to_dir, to);
}

void remove_directory_at(const fs::Dir& dir, std::string_view name) {
  const auto stat = dir.stat(name);
  if (stat && stat->type == fs::FileType::directory) dir.remove_dir(name);
}

// False where the filesystem has no hard links, or not between these directories.
bool link_file(const fs::Dir& dir, std::string_view name, const fs::Dir& to_dir,
               std::string_view to) {
  const auto file = dir.stat(name);
  const auto earlier = to_dir.stat(to);
  // A run that was killed here left it so. Renaming one name of a file over another does nothing.
  if (file && earlier && earlier->inode != 0 && fs::is_same_file(*file, *earlier)) return true;
  try {
    replace_with(to_dir, to,
                 [&](const std::string& temporary) { dir.make_link(name, to_dir, temporary); });
    return true;
  } catch (const Error&) {
    return false;  // a copy, which is tried next, has more to say
  }
}

// Whether a copy of the file can have its owner.
bool can_be_copied(const fs::Dir& dir, std::string_view name) {
  const auto file = dir.stat(name);
  return fs::is_superuser() || (file && file->uid == fs::effective_user());
}

// What keep() would return if it were no dry run.
const char* how_it_would(Original original) {
  return original == Original::goes ? "RENAME" : "HLINK";
}

void refuse_if_file(const std::string& path) {
  const auto [parent, name] = fs::split_path(path);
  std::optional<fs::Stat> there;
  try {
    there = fs::Dir::open(parent).stat(name, fs::Follow::yes);
  } catch (const Error&) {
    return;  // what is on the way is told when the directory is needed
  }
  if (there && there->type != fs::FileType::directory)
    throw Impossible{"the directory for backups, \"" + path + "\", is none", ExitCode::usage};
}

// Returns how, as Backup::keep() does.
std::string move_file(RunState& run, const fs::Dir& dir, std::string_view name,
                      const fs::Dir& to_dir, std::string_view to, fs::FileType type) {
  try {
    dir.rename(name, to_dir, to);
    return "RENAME";
  } catch (const Error& error) {
    if (error.code() != std::errc::cross_device_link || type != fs::FileType::regular) throw;
    copy_file(run, dir, name, to_dir, to);
    dir.remove_file(name);
    return "COPY";
  }
}

}  // namespace

Backup::Backup(RunState& run)
    : run_(run), suffix_(run.options.suffix.value_or(run.options.backup_dir ? "" : "~")) {}

bool Backup::applies_to(std::string_view name) const {
  return run_.options.backup_dir || !name.ends_with(suffix_);
}

void Backup::announce() {
  if (!run_.options.backup_dir) return;
  std::string shown = *run_.options.backup_dir;
  while (shown.size() > 1 && shown.ends_with('/')) shown.pop_back();
  const std::string place = run_.operator_path(shown);
  refuse_if_file(place);
  const bool is_new = missing_dirs(place) > 0;
  run_.notice(Notice::backup_directory, shown, is_new ? "new" : "");
}

fs::Dir Backup::directory_for(const std::string& path) {
  fs::Dir top = top_.get([this] {
    const std::string backups = run_.operator_path(*run_.options.backup_dir);
    refuse_links_of_others(run_.options, backups);
    fs::Dir dir = open_made_path(backups);
    if (suffix_.empty() && fs::is_same_file(dir.stat_self(), run_.root.stat_self()))
      throw Error(
          "the directory for backups, \"" + backups +
              "\", is the destination: without a --suffix they would be the files themselves",
          backups);
    return dir;
  });
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return top;
  return make_dirs(top, path.substr(0, slash), [this](const fs::Dir& made, const std::string& of) {
    AttributeProblem problem(run_);
    if (const auto original = run_.open_at_destination_if_exists(of))
      run_.attributes.apply_like({*original, ""}, {made, ""}, problem);
  });
}

void Backup::make(const fs::Dir& dir, std::string_view name, const std::string& path,
                  fs::FileType type, Original original, std::optional<OrderedEvents::Slot> slot) {
  const auto unsafe = type == fs::FileType::symlink ? unsafe_target(dir, name, path) : std::nullopt;
  if (unsafe) run_.notice(Notice::unsafe_link_not_backed_up, path, *unsafe);
  std::string how = unsafe ? "" : how_it_would(original);
  if (!run_.options.dry_run) {
    const fs::Dir to_dir = run_.options.backup_dir ? directory_for(path) : dir;
    if (!unsafe)
      how = keep(dir, name, to_dir, type, original);
    else if (original == Original::goes)
      dir.remove_file(name);
  }
  const std::string& original_path = run_.destination_path(path);
  const std::string shown = run_.options.backup_dir
                                ? *run_.options.backup_dir + "/" + original_path + suffix_
                                : original_path + suffix_;
  const auto tell = [how, original = run_.shown(original_path),
                     backup = run_.shown(shown)](Events& to) {
    if (!how.empty()) to.notice(Notice::backup_made, original, how);
    to.notice(Notice::backed_up, original, backup);
  };
  if (slot)
    run_.events.add(*slot, tell);
  else
    run_.events.tell(tell);
}

// With --safe-links a link that leads out of the destination has no backup; rsync tells all the
// same that it was backed up.
std::optional<std::string> Backup::unsafe_target(const fs::Dir& dir, std::string_view name,
                                                 const std::string& path) const {
  if (!run_.options.links || !run_.options.safe_links) return std::nullopt;
  std::string target = dir.read_link(name);
  if (!tree::is_unsafe_link(target, path)) return std::nullopt;
  return target;
}

std::string Backup::keep(const fs::Dir& dir, std::string_view name, const fs::Dir& to_dir,
                         fs::FileType type, Original original) {
  const std::string backup_name = std::string(name) + suffix_;
  remove_directory_at(to_dir, backup_name);
  const bool linked = original == Original::replaced && link_file(dir, name, to_dir, backup_name);
  if (linked) return "HLINK";
  const bool stays = original == Original::rewritten ||
                     (original == Original::replaced && can_be_copied(dir, name));
  if (stays && type == fs::FileType::regular) {
    copy_file(run_, dir, name, to_dir, backup_name);
    return original == Original::rewritten ? "" : "COPY";
  }
  return move_file(run_, dir, name, to_dir, backup_name, type);
}

}  // namespace smartsync::sync
