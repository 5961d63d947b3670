#include "engine/tree/skeleton.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/tree/argument.h"
#include "engine/tree/argument_rules.h"
#include "engine/tree/entry_maker.h"
#include "engine/tree/link_owners.h"
#include "engine/tree/rules_file.h"

namespace smartsync::tree {

namespace {

// The directory in which an argument starts. One that may not be entered is none, though it is
// there.
fs::Dir open_start(const std::string& path) {
  fs::Dir dir = fs::Dir::open(path);
  try {
    (void)dir.stat("any");
  } catch (const Error& error) {
    throw Error("cannot enter directory", path, error.code());
  }
  return dir;
}

class Namer {
 public:
  Namer(const ScanOptions& options, ScanReport& report, FileList& list)
      : options_(options),
        report_(report),
        list_(list),
        maker_(options, report),
        rules_(options.filters, options.incremental) {}

  void add_source(const std::string& typed) {
    try {
      const Argument argument = split_argument(typed, options_.relative);
      if (const auto origin = open_origin(argument.base, typed)) {
        begin_argument(*origin, argument);
        add_argument(*origin, argument);
      }
    } catch (const ArgumentError&) {
      throw;
    } catch (const Error& error) {
      report_.failure(error);
    }
  }

  void add_files_from(const std::string& base, const std::vector<std::string>& names) {
    const auto origin = open_origin(base, base);
    if (!origin) return;
    std::map<std::string, std::uint16_t> origins;  // without -R each name's directory is one
    for (const std::string& name : names) {
      try {
        const std::string rest = stay_below(name);
        Argument argument = split_argument(rest, options_.relative);
        if (argument.base.empty()) begin_argument(*origin, argument);
        if (options_.own_links_only)
          refuse_way(list_.origins[*origin].dir, rest, argument.contents);
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
        begin_argument(known->second, argument);
        add_argument(known->second, argument);
      } catch (const Error& error) {
        report_.failure(error);
      }
    }
  }

  Named take() {
    // An incremental list reads the directories when all arguments are known.
    if (options_.incremental && rules_.any_kept())
      for (auto& [name, below] : named_.below) set_rules(below, name);
    return std::move(named_);
  }

 private:
  // Origins are numbered in argument order: of equal names the earlier argument's wins. Arguments
  // in a row that start in the same directory share one.
  std::optional<std::uint16_t> open_origin(const std::string& base, const std::string& typed) {
    const bool known = !list_.origins.empty() && list_.origins.back().typed == base;
    if (!known && list_.origins.size() == UINT16_MAX)
      throw Error("cannot send \"" + typed + "\": more than 65,535 source directories", typed);
    try {
      if (!known) list_.origins.push_back({open_start(base), base});
      return static_cast<std::uint16_t>(list_.origins.size() - 1);
    } catch (const Error& error) {
      report_.failure(error);
      return std::nullopt;
    }
  }

  // Which of the origins are one start for rsync: all those that are the working directory.
  std::uint16_t start_of(std::uint16_t origin) const {
    return list_.origins[origin].typed.empty() ? UINT16_MAX : origin;
  }

  void refuse_way(const fs::Dir& base, const std::string& path, bool follow_last) const {
    refuse_links_of_others(base, path, follow_last);
    if (options_.confinement && !options_.confinement->holds(base, path, follow_last))
      throw Error("cannot send \"" + base.path_of(path) + "\": it lies outside --confine-root",
                  base.path_of(path));
  }

  std::string root_of(std::uint16_t origin) const {
    return fs::absolute_path(list_.origins[origin].dir.path());
  }

  FilterScope rules_in_force(std::uint16_t origin) const {
    return rules_.in_force(root_of(origin));
  }

  void set_rules(Named& named, const std::string& path) {
    for (Fill& fill : named.fills)
      fill.scope = enter_way(rules_in_force(fill.origin), directories_to(path), reader_);
    for (auto& [name, below] : named.below) set_rules(below, fs::join_path(path, name));
  }

  // What precedes the argument in the list, whatever becomes of it.
  void begin_argument(std::uint16_t origin, const Argument& argument) {
    ++argument_;
    add_base(origin, argument);
  }

  void add_argument(std::uint16_t origin, const Argument& argument) {
    const auto found = find_argument(origin, argument);
    const std::optional<fs::Stat>& stat = found.stat;
    if (!stat) {
      add_missing_argument(origin, argument);
      return;
    }
    const std::string& path = argument.path;
    const bool is_directory = stat->type == fs::FileType::directory;
    if (!path.empty() && maker_.hides(rules_in_force(origin), path, is_directory)) return;
    if (is_directory && !options_.recursive && !options_.dirs) {
      report_.skipped_directory(path.empty() ? "." : path);
      return;
    }
    Fill fill{origin, argument_, rules_in_force(origin), stat->device};
    Named* named = &named_;
    const std::vector<std::string> way = directories_to(path);
    if (!way.empty()) {
      named = add_way(origin, way);
      fill.place = named->implied_at;
      fill.scope = enter_way(rules_.at_start(root_of(origin)), way, reader_);
      // An incremental list asks a directory's own rules about what was named in it.
      if (options_.incremental && fill.scope.excludes(Side::sender, path, is_directory)) {
        (void)maker_.hides(fill.scope, path, is_directory);  // tells the rule
        return;
      }
      rules_.was_in(fill.scope);
    }
    if (!path.empty()) named = &named->below[fs::split_path(path).name];
    Entry entry = maker_.make(*stat, origin, found.dir, found.name);
    count_sent(*named, entry);
    const bool gives_way = is_directory && (named->entry.unlisted || !named->entry.is_directory());
    if (!named->has_entry || gives_way) {
      named->entry = std::move(entry);
      named->has_entry = true;
    }
    if (!is_directory || !(options_.recursive || argument.contents)) return;
    if (path.empty() && options_.incremental) {
      fill.scope = rules_.enter_root(root_of(origin), reader_);
      fill.has_rules = true;
    }
    named->fills.push_back(std::move(fill));
  }

  // The directories on the way to what an argument names, with -R. As rsync does: a complete list
  // gets those again that the last argument with any new ones did not have above its own last
  // directory, an incremental one those that were not the last to be implied in the directory
  // above.
  Named* add_way(std::uint16_t origin, const std::vector<std::string>& way) {
    Named* named = &named_;
    std::size_t place = argument_;
    bool any_anew = false;
    for (const std::string& path : way) {
      const std::string name = fs::split_path(path).name;
      Named& next = named->below[name];
      const auto here = std::pair(start_of(origin), name);
      const bool anew = options_.incremental
                            ? std::exchange(named->last_implied, here) != here
                            : way.back() != last_way_ && !last_way_.starts_with(path + '/');
      any_anew |= anew;
      add_implied(next, origin, path, anew ? place : 0);
      named = &next;
      place = named->implied_at;
    }
    if (any_anew) last_way_ = way.back();
    return named;
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
    const auto [way, name] = fs::split_path(argument.path);
    const auto parent =
        way.empty() ? std::optional(base) : base.open_dir_if_exists(way, fs::Follow::yes);
    FoundArgument found{base, name, std::nullopt};
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
      const fs::Stat link = *found.stat;
      found.stat = maker_.follow_link(found.dir, found.name, argument.path, link);
      if (found.stat) return found;
      // As rsync does, one that --copy-unsafe-links leads nowhere may be hidden as what it is.
      if (options_.copy_links || !maker_.hides(rules_in_force(origin), argument.path, false))
        throw EntryMaker::no_referent(found.dir, found.name);
      found.stat = link;
    }
    return found;
  }

  void add_missing_argument(std::uint16_t origin, const Argument& argument) {
    const std::string& path = argument.path;
    if (!options_.ignore_missing_args && !options_.delete_missing_args) {
      report_.missing_argument(list_.origins[origin].dir.path_of(path));
      return;
    }
    if (!options_.delete_missing_args) return;
    const std::vector<std::string> way = directories_to(path);
    if (!tell_missing_way(origin, way) && options_.incremental) return;
    if (!maker_.hides(rules_in_force(origin), path, false)) add_missing_entry(origin, way, path);
  }

  // Whether there is a way to what is to be deleted. As rsync does, a complete list tells of every
  // directory that is missing, an incremental one of the first.
  bool tell_missing_way(std::uint16_t origin, const std::vector<std::string>& way) {
    const fs::Dir& base = list_.origins[origin].dir;
    bool reached = true;
    for (const std::string& path : way) {
      if (base.stat(path, fs::Follow::yes)) continue;
      report_.vanished_on_the_way(base.path_of(path));
      reached = false;
      if (options_.incremental) break;
    }
    return reached;
  }

  void add_missing_entry(std::uint16_t origin, const std::vector<std::string>& way,
                         const std::string& path) {
    Named* named = way.empty() ? &named_ : add_way(origin, way);
    named = &named->below[fs::split_path(path).name];
    Entry entry;
    entry.missing = true;
    entry.origin = origin;
    count_sent(*named, entry);
    if (named->has_entry) return;
    named->has_entry = true;
    named->entry = std::move(entry);
  }

  void count_sent(Named& named, const Entry& entry) {
    report_.sent(entry);
    ++named.sent;
    if (!entry.is_directory()) ++named.sent_as_file;
  }

  // "./": the directory that the argument's path starts in, whether or not there is what follows.
  void add_base(std::uint16_t origin, const Argument& argument) {
    if (!argument.with_base || argument.path.empty() || !options_.implied_dirs) return;
    if (named_.implied_at != 0) return;
    named_.implied_at = argument_;
    if (!options_.recursive && !options_.dirs) {
      report_.skipped_directory(".");
      return;
    }
    if (maker_.hides(rules_in_force(origin), ".", true)) return;
    const fs::Dir& base = list_.origins[origin].dir;
    Entry entry = maker_.make(base.stat_self(), origin, base, "");
    count_sent(named_, entry);
    if (named_.has_entry) return;
    named_.entry = std::move(entry);
    named_.has_entry = true;
  }

  // A directory on the way to what an argument names. `place` as in Fill; 0: it is in the list.
  void add_implied(Named& named, std::uint16_t origin, const std::string& path, std::size_t place) {
    const fs::Dir& dir = list_.origins[origin].dir;
    if (options_.names) options_.names->check_name(fs::split_path(path).name, dir.path_of(path));
    const auto stat = options_.implied_dirs ? dir.stat(path, fs::Follow::yes) : std::nullopt;
    Entry entry;
    entry.type = fs::FileType::directory;
    entry.origin = origin;
    entry.unlisted = true;
    if (stat) {
      entry = maker_.make(*stat, origin, dir.open_dir(path, fs::Follow::yes), "");
    }
    const auto [way, name] = fs::split_path(path);
    const auto above = dir.open_dir_if_exists(way, fs::Follow::yes);
    const auto itself = above ? above->stat(name) : std::nullopt;
    if (itself && itself->type == fs::FileType::symlink) list_.through_links = true;
    if (place != 0) {
      count_sent(named, entry);
      named.implied_at = place;
      named.fills.push_back({origin, place, rules_in_force(origin), 0, false});
    }
    const bool gives_way = !named.entry.is_directory() || (named.entry.unlisted && !entry.unlisted);
    if (named.has_entry && !gives_way) return;
    named.entry = std::move(entry);
    named.has_entry = true;
  }

  const ScanOptions& options_;
  ScanReport& report_;
  FileList& list_;
  const EntryMaker maker_;
  const ReadFile reader_ =
      confined(rules_reader(options_.insecure_links,
                            [this](const Error& error) { report_.refused_rules(error); }),
               options_.confinement);
  Named named_;
  ArgumentRules rules_;
  std::size_t argument_ = 0;
  std::string last_way_;  // the directory of the last argument that had new ones, with -R
};

}  // namespace

Named name_arguments(const std::vector<std::string>& sources,
                     const std::optional<std::vector<std::string>>& files_from,
                     const ScanOptions& options, ScanReport& report, FileList& list) {
  Namer namer(options, report, list);
  for (const std::string& source : sources) {
    if (files_from)
      namer.add_files_from(source, *files_from);
    else
      namer.add_source(source);
  }
  return namer.take();
}

void choose_fills(std::vector<Fill>& fills, bool incremental) {
  if (fills.empty()) return;
  const std::uint16_t first = fills.front().origin;
  bool may_skip = false;
  std::erase_if(fills, [&](const Fill& fill) {
    const bool skipped = incremental && may_skip && fill.origin == first;
    if (skipped || fill.has_content) may_skip = !skipped;
    return skipped || !fill.has_content;
  });
}

}  // namespace smartsync::tree
