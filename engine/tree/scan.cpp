#include "engine/tree/scan.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/tree/argument.h"
#include "engine/tree/duplicates.h"
#include "engine/tree/fake_super.h"
#include "engine/tree/links.h"
#include "engine/tree/small_file.h"
#include "engine/tree/task_pool.h"

namespace smartsync::tree {

namespace {

// A directory of an origin whose content goes into a Directory of the list. Where several source
// arguments share a directory's name, one Directory has several fills.
struct Fill {
  std::uint16_t origin;
  FilterScope scope;  // as it stands in the directory's parent, or in the root
  std::uint64_t device;
};

// What the arguments themselves name, as a tree: the skeleton that scanning fills in.
struct Named {
  Entry entry;
  bool has_entry = false;
  std::size_t sent = 0;  // how many times the arguments put it into the list
  bool implied = false;  // by one of them
  std::vector<Fill> fills;
  std::map<std::string, Named, std::less<>> below;
};

std::string join(const std::string& directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  return directory + "/" + std::string(name);
}

class Scanner {
 public:
  Scanner(const ScanOptions& options, const ScanEvents& events)
      : options_(options), events_(events), pool_(options.threads) {}

  FileList run(const std::vector<std::string>& sources,
               const std::optional<std::vector<std::string>>& files_from) {
    for (const std::string& source : sources) {
      if (files_from)
        add_files_from(source, *files_from);
      else
        add_source(source);
    }
    duplicates_.add(".", named_.sent > 1 ? named_.sent - 1 : 0);
    if (named_.has_entry) list_.root_entry = std::make_unique<Entry>(std::move(named_.entry));
    scanning_ = true;
    fill_directory(list_.root, named_.fills, &named_);
    pool_.wait();
    if (fatal_) throw FilterError(*fatal_);
    spread_failures(list_.root);
    if (events_.dropped_duplicate)
      duplicates_.tell(list_, options_.incremental, events_.dropped_duplicate);
    if (options_.prune_empty_dirs) prune(list_.root);
    return std::move(list_);
  }

 private:
  // --- what the arguments name -------------------------------------------------------------

  void add_source(const std::string& typed) {
    try {
      const Argument argument = split_argument(typed, options_.relative);
      if (const auto origin = open_origin(argument.base, typed)) add_argument(*origin, argument);
    } catch (const Error& error) {
      report(error);
    }
  }

  void add_files_from(const std::string& base, const std::vector<std::string>& names) {
    const auto origin = open_origin(base, base);
    if (!origin) return;
    std::map<std::string, std::uint16_t> origins;  // without -R each name's directory is one
    for (const std::string& name : names) {
      try {
        std::string_view rest = name;
        while (rest.starts_with('/')) rest.remove_prefix(1);
        Argument argument = split_argument(rest.empty() ? "." : rest, options_.relative);
        if (argument.base.empty()) {
          add_argument(*origin, argument);
          continue;
        }
        const std::string below = list_.origins[*origin].dir.path_of(argument.base);
        auto known = origins.find(below);
        if (known == origins.end()) {
          const auto opened = open_origin(below, name);
          if (!opened) continue;
          known = origins.emplace(below, *opened).first;
        }
        add_argument(known->second, argument);
      } catch (const Error& error) {
        report(error);
      }
    }
  }

  // Origins are numbered in argument order: of equal names the earlier argument's wins.
  std::optional<std::uint16_t> open_origin(const std::string& base, const std::string& typed) {
    if (list_.origins.size() == UINT16_MAX)
      throw Error("cannot send \"" + typed + "\": more than 65,535 source directories", typed);
    try {
      list_.origins.push_back({fs::Dir::open(base), base});
      return static_cast<std::uint16_t>(list_.origins.size() - 1);
    } catch (const Error& error) {
      report(error);
      return std::nullopt;
    }
  }

  FilterScope root_scope(std::uint16_t origin) {
    const fs::Dir& dir = list_.origins[origin].dir;
    std::string root = fs::normal_slashes(dir.path());
    if (!fs::is_absolute(root)) root = join(fs::normal_slashes(fs::current_directory()), root);
    return FilterScope(options_.filters, root);
  }

  void add_argument(std::uint16_t origin, const Argument& argument) {
    FilterScope scope = root_scope(origin);
    add_base(origin, argument);
    const auto found = find_argument(origin, argument);
    const std::optional<fs::Stat>& stat = found.stat;
    if (!stat) {
      add_missing_argument(origin, argument);
      return;
    }
    const bool is_directory = stat->type == fs::FileType::directory;
    if (!argument.path.empty() && hides(scope, argument.path, is_directory)) return;
    if (is_directory && !options_.recursive && !options_.dirs) {
      const std::lock_guard lock(report_mutex_);
      events_.skipped_directory(argument.path.empty() ? "." : argument.path);
      return;
    }
    Named* named = &named_;
    std::size_t begin = 0;
    // The directories on the way, with -R.
    const std::size_t last_slash = argument.path.rfind('/');
    const std::string way =
        last_slash == std::string::npos ? "" : argument.path.substr(0, last_slash);
    for (std::size_t slash; (slash = argument.path.find('/', begin)) != std::string::npos;
         begin = slash + 1) {
      named = &named->below[argument.path.substr(begin, slash - begin)];
      if (begin != 0) scope = scope.enter(argument.path.substr(0, begin - 1), reader_);
      add_implied(*named, origin, argument.path.substr(0, slash), way);
    }
    if (begin != 0) {
      last_way_ = way;
      scope = scope.enter(way, reader_);
      if (scope.excludes(Side::sender, argument.path, is_directory)) {
        (void)hides(scope, argument.path, is_directory);  // tells the rule
        return;
      }
    }
    if (!argument.path.empty()) named = &named->below[argument.path.substr(begin)];
    Entry entry = make_entry(*stat, origin, found.dir, found.name);
    count_sent(*named, entry);
    if (!named->has_entry || named->entry.unlisted) {
      named->entry = std::move(entry);
      named->has_entry = true;
    }
    if (is_directory && (options_.recursive || argument.contents))
      add_named_fill(*named, {origin, scope, stat->device});
  }

  // The directory that holds what an argument names, its name there ("" is the directory itself),
  // and what stands under it. The user's own path may lead through symlinks.
  struct FoundArgument {
    fs::Dir dir;
    std::string name;
    std::optional<fs::Stat> stat;
  };

  FoundArgument find_argument(std::uint16_t origin, const Argument& argument) {
    const fs::Dir& base = list_.origins[origin].dir;
    if (argument.path.empty()) return {base, "", base.stat_self()};
    const std::size_t slash = argument.path.rfind('/');
    const bool nested = slash != std::string::npos;
    const auto parent =
        nested ? base.open_dir_if_exists(argument.path.substr(0, slash), fs::Follow::yes)
               : std::optional(base);
    FoundArgument found{base, argument.path.substr(nested ? slash + 1 : 0), std::nullopt};
    if (!parent) return found;
    found.dir = *parent;
    found.stat = found.dir.stat(found.name, options_.copy_links ? fs::Follow::yes : fs::Follow::no);
    if (argument.contents && found.stat && found.stat->type == fs::FileType::symlink) {
      const auto target = found.dir.stat(found.name, fs::Follow::yes);
      if (target && target->type == fs::FileType::directory) {
        found.stat = target;
        list_.through_links = true;
      }
    }
    if (found.stat && found.stat->type == fs::FileType::symlink) {
      found.stat = follow_link(found.dir, found.name, argument.path, *found.stat);
      if (!found.stat) throw no_referent(found.dir, found.name);
    }
    return found;
  }

  // Says nothing about the directories that are listed: nothing fails.
  void add_missing_argument(std::uint16_t origin, const Argument& argument) {
    if (options_.delete_missing_args && argument.path.find('/') == std::string::npos) {
      Named& named = named_.below[argument.path];
      if (named.has_entry) return;
      named.has_entry = true;
      named.entry.missing = true;
      named.entry.origin = origin;
      return;
    }
    if (options_.ignore_missing_args || options_.delete_missing_args) return;
    events_.problem(Error("cannot find", list_.origins[origin].dir.path_of(argument.path),
                          std::make_error_code(std::errc::no_such_file_or_directory))
                        .what(),
                    ScanEvents::Problem::failed);
  }

  void count_sent(Named& named, const Entry& entry) {
    if (!any_sent_ && events_.first_entry) events_.first_entry();
    any_sent_ = true;
    list_.found.add(entry);
    ++named.sent;
  }

  // "./": the directory that the argument's path starts in, whether or not there is what follows.
  void add_base(std::uint16_t origin, const Argument& argument) {
    if (!argument.with_base || argument.path.empty() || !options_.implied_dirs) return;
    if (named_.implied) return;
    named_.implied = true;
    if (!options_.recursive && !options_.dirs) {
      events_.skipped_directory(".");
      return;
    }
    if (hides(root_scope(origin), ".", true)) return;
    const fs::Dir& base = list_.origins[origin].dir;
    Entry entry = make_entry(base.stat_self(), origin, base, "");
    count_sent(named_, entry);
    if (named_.has_entry) return;
    named_.entry = std::move(entry);
    named_.has_entry = true;
  }

  // A directory on the way to what an argument names; `way` is the whole of that way.
  void add_implied(Named& named, std::uint16_t origin, const std::string& path,
                   const std::string& way) {
    const fs::Dir& dir = list_.origins[origin].dir;
    const auto stat = options_.implied_dirs ? dir.stat(path, fs::Follow::yes) : std::nullopt;
    Entry entry;
    entry.type = fs::FileType::directory;
    entry.origin = origin;
    entry.unlisted = true;
    if (stat) {
      entry = make_entry(*stat, origin, dir.open_dir(path, fs::Follow::yes), "");
    }
    if (const auto itself = dir.stat(path); itself && itself->type == fs::FileType::symlink)
      list_.through_links = true;
    if (is_sent_anew(named, path, way)) count_sent(named, entry);
    named.implied = true;
    if (named.has_entry && (!named.entry.unlisted || entry.unlisted)) return;
    named.entry = std::move(entry);
    named.has_entry = true;
  }

  // Whether an implied directory goes into the list again. rsync leaves out what the argument
  // before had above its own last directory; below the first level of an incremental list it looks
  // at all arguments.
  bool is_sent_anew(const Named& named, const std::string& path, const std::string& way) const {
    const bool first_level = path.find('/') == std::string::npos;
    if (options_.incremental && !first_level) return !named.implied;
    if (options_.incremental && path == last_way_) return false;
    return way != last_way_ && !last_way_.starts_with(path + '/');
  }

  // --- one directory -----------------------------------------------------------------------

  // Lists `fills` into `directory`, adds what the arguments name in it, and goes on below.
  void fill_directory(Directory& directory, const std::vector<Fill>& fills, Named* named) {
    if (events_.must_stop && events_.must_stop()) return;
    std::vector<std::pair<std::string, Fill>> found;  // directories to go into, by fill
    if (named)
      for (auto& [name, below] : named->below)
        if (below.has_entry) copy_entry(directory, name, std::move(below.entry));
    for (const Fill& fill : fills) list_fill(directory, fill, found);
    directory.complete = !fills.empty();
    note_duplicates(directory, directory.finish(), named);
    descend(directory, std::move(found), named);
  }

  void note_duplicates(const Directory& directory, const std::vector<std::string>& dropped,
                       const Named* named) {
    for (const std::string& name : dropped) duplicates_.add(directory.path_of(name), 1);
    if (!named) return;
    for (const auto& [name, below] : named->below)
      if (below.sent > 1) duplicates_.add(directory.path_of(name), below.sent - 1);
  }

  void list_fill(Directory& directory, const Fill& fill,
                 std::vector<std::pair<std::string, Fill>>& found) {
    const Origin& origin = list_.origins[fill.origin];
    try {
      const fs::Follow follow = options_.copy_links || options_.copy_dirlinks ||
                                        options_.copy_unsafe_links || list_.through_links
                                    ? fs::Follow::yes
                                    : fs::Follow::no;
      const fs::Dir dir =
          directory.path.empty() ? origin.dir : origin.dir.open_dir(directory.path, follow);
      const FilterScope scope = fill.scope.enter(directory.path, reader_);
      fs::Listing listing = dir.list();
      if (listing.read_error != 0)
        fail(directory, "cannot read directory", dir.path(), listing.read_error);
      for (const auto& failed : listing.failed)
        fail(directory, "cannot stat", dir.path_of(failed.name), failed.error);
      directory.entries.reserve(directory.entries.size() + listing.entries.size());
      FoundCounts counts;
      const Fill here{fill.origin, scope, fill.device};
      for (const fs::Listed& listed : listing.entries)
        add_listed(directory, dir, listed, here, found, counts);
      const std::lock_guard lock(report_mutex_);
      list_.found.add(counts);
    } catch (const Error& error) {
      report(error, &directory);
    }
  }

  void add_listed(Directory& directory, const fs::Dir& dir, const fs::Listed& listed,
                  const Fill& fill, std::vector<std::pair<std::string, Fill>>& found,
                  FoundCounts& counts) {
    const std::string path = directory.path_of(listed.name);
    try {
      std::optional<fs::Stat> stat = listed.stat;
      if (stat->type == fs::FileType::symlink) stat = follow_link(dir, listed.name, path, *stat);
      const bool is_directory = stat && stat->type == fs::FileType::directory;
      if (hides(fill.scope, path, is_directory)) return;
      if (!stat) throw no_referent(dir, listed.name);
      const bool mount_point =
          is_directory && options_.one_file_system > 0 && stat->device != fill.device;
      if (mount_point && options_.one_file_system > 1) {
        const std::lock_guard lock(report_mutex_);
        events_.skipped_mount_point(path);
        return;
      }
      Entry entry = make_entry(*stat, fill.origin, dir, listed.name);
      counts.add(entry);
      copy_entry(directory, listed.name, std::move(entry));
      if (is_directory && options_.recursive && !mount_point) found.emplace_back(listed.name, fill);
    } catch (const Error& error) {
      report(error, &directory);
    }
  }

  void descend(Directory& directory, std::vector<std::pair<std::string, Fill>> found,
               Named* named) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
      const std::string name(directory.entries[i].name());
      std::vector<Fill> fills;
      auto at = std::lower_bound(found.begin(), found.end(), name,
                                 [](const auto& f, const std::string& n) { return f.first < n; });
      for (; at != found.end() && at->first == name; ++at) add_fill(fills, std::move(at->second));
      Named* below = nullptr;
      if (named)
        if (const auto known = named->below.find(name); known != named->below.end()) {
          below = &known->second;
          for (const Fill& fill : below->fills) add_fill(fills, fill);
        }
      if (fills.empty() && (!below || below->below.empty())) continue;
      auto& child = directory.children[i - directory.first_directory];
      child = std::make_unique<Directory>();
      child->path = directory.path_of(name);
      pool_.submit([this, target = child.get(), fills = std::move(fills), below] {
        fill_directory(*target, fills, below);
      });
    }
  }

  // The contents of arguments share the first list: each is read.
  void add_named_fill(Named& named, Fill fill) const {
    if (&named == &named_)
      named.fills.push_back(std::move(fill));
    else
      add_fill(named.fills, std::move(fill));
  }

  // The same directory, named twice, is read twice only where each argument has its list.
  void add_fill(std::vector<Fill>& fills, Fill fill) const {
    const auto same = [&](const Fill& other) {
      return list_.origins[other.origin].typed == list_.origins[fill.origin].typed;
    };
    if (!options_.incremental || std::none_of(fills.begin(), fills.end(), same))
      fills.push_back(std::move(fill));
  }

  bool hides(const FilterScope& scope, const std::string& path, bool is_directory) {
    if (options_.filters->empty()) return false;
    const FilterRule* rule = scope.decisive(Side::sender, path, is_directory);
    if (rule == nullptr) return false;
    if (events_.filtered) {
      const std::lock_guard lock(report_mutex_);
      events_.filtered(path, is_directory, *rule);
    }
    return !rule->include;
  }

  // --- one entry ---------------------------------------------------------------------------

  bool is_copied_as_unsafe(const fs::Dir& dir, std::string_view name, const std::string& path) {
    if (!options_.copy_unsafe_links || options_.copy_links) return false;
    const std::string target = dir.read_link(name);
    if (!is_unsafe_link(target, path)) return false;
    const std::lock_guard lock(report_mutex_);
    if (events_.copied_unsafe_link) events_.copied_unsafe_link(path, target);
    return true;
  }

  // What stands for a symlink in the list: itself, or what it leads to if the options ask for
  // that. Nothing if it leads nowhere but would have to be followed.
  std::optional<fs::Stat> follow_link(const fs::Dir& dir, std::string_view name,
                                      const std::string& path, const fs::Stat& link) {
    const bool unsafe = is_copied_as_unsafe(dir, name, path);
    if (!options_.copy_links && !unsafe && !options_.copy_dirlinks) return link;
    const auto target = dir.stat(name, fs::Follow::yes);
    if (options_.copy_links || unsafe) return target;
    return target && target->type == fs::FileType::directory ? target : link;
  }

  static Error no_referent(const fs::Dir& dir, std::string_view name) {
    const std::string typed = dir.path_of(name);
    return Error("symlink has no referent: \"" + typed + "\"", typed);
  }

  Entry make_entry(const fs::Stat& found, std::uint16_t origin, const fs::Dir& dir,
                   std::string_view name) {
    fs::Stat stat = found;
    if (options_.fake_super) apply_fake_super(dir, name, stat);
    Entry entry;
    entry.type = stat.type;
    entry.origin = origin;
    entry.permissions = stat.permissions;
    entry.uid = stat.uid;
    entry.gid = stat.gid;
    entry.modified_seconds = stat.modified.seconds;
    entry.modified_nanoseconds = stat.modified.nanoseconds;
    const bool link = stat.type == fs::FileType::symlink;
    if (!fs::is_device(stat.type) && !fs::is_special(stat.type)) entry.size = stat.size;
    const bool shared = options_.hard_links && stat.links > 1 && !entry.is_directory();
    if (link || shared || fs::is_device(stat.type) || options_.times_extra) {
      entry.extra = std::make_unique<EntryExtra>();
      if (link)
        entry.extra->link_target = found.type == fs::FileType::symlink
                                       ? dir.read_link(name)
                                       : read_stand_in_for_link(dir, name);
      entry.extra->rdev = stat.rdev;
      entry.extra->accessed = stat.accessed;
      entry.extra->created = stat.created;
      entry.extra->linked = shared;
      entry.extra->device = stat.device;
      entry.extra->inode = stat.inode;
    }
    return entry;
  }

  static void copy_entry(Directory& directory, std::string_view name, Entry&& entry) {
    Entry& place = directory.add(name);
    entry.name_data = place.name_data;
    entry.name_size = place.name_size;
    place = std::move(entry);
  }

  // --- afterwards ----------------------------------------------------------------------------

  // Takes away directories that hold nothing but directories.
  static void prune(Directory& directory) {
    std::vector<Entry> entries;
    std::vector<std::unique_ptr<Directory>> children;
    entries.reserve(directory.entries.size());
    for (std::size_t i = 0; i < directory.entries.size(); ++i) {
      if (i >= directory.first_directory) {
        auto& child = directory.children[i - directory.first_directory];
        if (child) prune(*child);
        if (!child || child->entries.empty()) continue;
        children.push_back(std::move(child));
      }
      entries.push_back(std::move(directory.entries[i]));
    }
    directory.entries = std::move(entries);
    directory.children = std::move(children);
  }

  // In the list's order what failed leaves its mark on all that follows.
  void spread_failures(Directory& directory) {
    list_.io_error = list_.io_error || directory.failed;
    directory.failed = list_.io_error;
    for (const auto& child : directory.children)
      if (child) spread_failures(*child);
  }

  // --- what went wrong -----------------------------------------------------------------------

  void fail(Directory& directory, const char* action, const std::string& path, int code) {
    report(Error(action, path, std::error_code(code, std::generic_category())), &directory);
  }

  // `directory` is the one that was being listed, null while the arguments are taken apart: then
  // all of the list is in doubt.
  void report(const Error& error, Directory* directory = nullptr) {
    const std::lock_guard lock(report_mutex_);
    if (const auto* unreadable = dynamic_cast<const FilterError*>(&error)) {
      if (!fatal_) fatal_ = *unreadable;
      return;
    }
    const bool vanished = error.code() == std::errc::no_such_file_or_directory && scanning_;
    if (!vanished) (directory ? *directory : list_.root).failed = true;
    events_.problem(vanished ? "file has vanished: \"" + error.path() + "\"" : error.what(),
                    vanished ? ScanEvents::Problem::vanished : ScanEvents::Problem::failed);
  }

  const ScanOptions& options_;
  const ScanEvents& events_;
  ReadFile reader_ = [](const std::string& path) { return read_small_file(path); };
  FileList list_;
  std::optional<FilterError> fatal_;
  Named named_;
  Duplicates duplicates_;
  bool any_sent_ = false;
  std::string last_way_;   // the directory of the last argument, with -R
  bool scanning_ = false;  // arguments are taken apart; from now on what is missing has vanished
  std::mutex report_mutex_;
  TaskPool pool_;  // last: its threads use all of the above
};

}  // namespace

FileList scan(const std::vector<std::string>& sources,
              const std::optional<std::vector<std::string>>& files_from, const ScanOptions& options,
              const ScanEvents& events) {
  return Scanner(options, events).run(sources, files_from);
}

}  // namespace smartsync::tree
