#include "engine/tree/skeleton.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/tree/argument.h"
#include "engine/tree/entry_maker.h"
#include "engine/tree/small_file.h"

namespace smartsync::tree {

namespace {

std::string join(const std::string& directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  return directory + "/" + std::string(name);
}

class Namer {
 public:
  Namer(const ScanOptions& options, ScanReport& report, FileList& list)
      : options_(options), report_(report), list_(list), maker_(options, report) {}

  void add_source(const std::string& typed) {
    try {
      const Argument argument = split_argument(typed, options_.relative);
      if (const auto origin = open_origin(argument.base, typed)) add_argument(*origin, argument);
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
        report_.failure(error);
      }
    }
  }

  Named take() { return std::move(named_); }

 private:
  // Origins are numbered in argument order: of equal names the earlier argument's wins.
  std::optional<std::uint16_t> open_origin(const std::string& base, const std::string& typed) {
    if (list_.origins.size() == UINT16_MAX)
      throw Error("cannot send \"" + typed + "\": more than 65,535 source directories", typed);
    try {
      list_.origins.push_back({fs::Dir::open(base), base});
      return static_cast<std::uint16_t>(list_.origins.size() - 1);
    } catch (const Error& error) {
      report_.failure(error);
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
    if (!argument.path.empty() && maker_.hides(scope, argument.path, is_directory)) return;
    if (is_directory && !options_.recursive && !options_.dirs) {
      report_.skipped_directory(argument.path.empty() ? "." : argument.path);
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
      // Rules of a directory are read, but hide what was named only if directories are entered.
      if (options_.recursive && scope.excludes(Side::sender, argument.path, is_directory)) {
        (void)maker_.hides(scope, argument.path, is_directory);  // tells the rule
        return;
      }
    }
    if (!argument.path.empty()) named = &named->below[argument.path.substr(begin)];
    Entry entry = maker_.make(*stat, origin, found.dir, found.name);
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
      found.stat = maker_.follow_link(found.dir, found.name, argument.path, *found.stat);
      if (!found.stat) throw EntryMaker::no_referent(found.dir, found.name);
    }
    return found;
  }

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
    report_.missing_argument(list_.origins[origin].dir.path_of(argument.path));
  }

  void count_sent(Named& named, const Entry& entry) {
    report_.sent(entry);
    ++named.sent;
  }

  // "./": the directory that the argument's path starts in, whether or not there is what follows.
  void add_base(std::uint16_t origin, const Argument& argument) {
    if (!argument.with_base || argument.path.empty() || !options_.implied_dirs) return;
    if (named_.implied) return;
    named_.implied = true;
    if (!options_.recursive && !options_.dirs) {
      report_.skipped_directory(".");
      return;
    }
    if (maker_.hides(root_scope(origin), ".", true)) return;
    const fs::Dir& base = list_.origins[origin].dir;
    Entry entry = maker_.make(base.stat_self(), origin, base, "");
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
      entry = maker_.make(*stat, origin, dir.open_dir(path, fs::Follow::yes), "");
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

  // The contents of arguments share the first list: each is read.
  void add_named_fill(Named& named, Fill fill) const {
    if (&named == &named_)
      named.fills.push_back(std::move(fill));
    else
      add_fill(named.fills, std::move(fill), list_, options_.incremental);
  }

  const ScanOptions& options_;
  ScanReport& report_;
  FileList& list_;
  const EntryMaker maker_;
  const ReadFile reader_ = [](const std::string& path) { return read_small_file(path); };
  Named named_;
  std::string last_way_;  // the directory of the last argument, with -R
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

void add_fill(std::vector<Fill>& fills, Fill fill, const FileList& list, bool incremental) {
  const auto same = [&](const Fill& other) {
    return list.origins[other.origin].typed == list.origins[fill.origin].typed;
  };
  if (!incremental || std::none_of(fills.begin(), fills.end(), same))
    fills.push_back(std::move(fill));
}

}  // namespace smartsync::tree
