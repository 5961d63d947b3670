#include "engine/sync/run.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/fs/volume.h"
#include "engine/sync/alternates.h"
#include "engine/sync/backup.h"
#include "engine/sync/chmod_rules.h"
#include "engine/sync/deletion.h"
#include "engine/sync/filter_setup.h"
#include "engine/sync/generator.h"
#include "engine/sync/listed_names.h"
#include "engine/sync/make_path.h"
#include "engine/sync/owner_notices.h"
#include "engine/sync/run_state.h"
#include "engine/sync/user_path.h"
#include "engine/tree/scan.h"
#include "engine/tree/task_pool.h"

namespace smartsync::sync {

namespace {

// Whether the path is on a network; if it is a file or not there (yet), its nearest directory.
bool on_network(std::string path) {
  while (true) {
    try {
      return fs::volume_of(fs::Dir::open(path)).network;
    } catch (const Error&) {
      if (path.size() == fs::root_length(path)) return false;  // said when it is needed
      path = fs::split_path(path).directory;
    }
  }
}

bool is_link(const std::string& path) {
  const auto [directory, name] = fs::split_path(path);
  try {
    const auto stat = fs::Dir::open(directory).stat(name);
    return stat && stat->type == fs::FileType::symlink;
  } catch (const Error&) {
    return false;
  }
}

bool source_on_network(const std::string& source, const Options& options) {
  // Following a link that is sent itself would count as an access to it.
  const bool may_be_sent =
      options.atimes > 0 && !options.follows_source_links() && !source.ends_with('/');
  return on_network(may_be_sent && is_link(source) ? fs::split_path(source).directory : source);
}

tree::ScanOptions scan_options(const RunState& run) {
  const Options& options = run.options;
  tree::ScanOptions scan;
  scan.recursive = options.recursive;
  scan.incremental = options.incremental;
  scan.dirs = options.dirs;
  scan.relative = options.relative;
  scan.implied_dirs = options.implied_dirs;
  scan.one_file_system = options.one_file_system;
  scan.copy_links = options.copy_links;
  scan.copy_unsafe_links = options.copy_unsafe_links;
  scan.copy_dirlinks = options.copy_dirlinks;
  scan.copy_devices = options.copy_devices;
  scan.hard_links = options.hard_links;
  scan.times_extra = options.atimes > 0 || options.crtimes;
  scan.prune_empty_dirs = options.prune_empty_dirs;
  scan.ignore_missing_args = options.ignore_missing_args;
  scan.delete_missing_args = options.delete_missing_args;
  scan.insecure_links = options.insecure_links;
  scan.own_links_only = !options.insecure_links && !options.follows_source_links();
  scan.fake_super = options.source_fake_super;
  scan.filters = run.filters;
  scan.confinement = run.confinement;
  scan.names = run.names;
  scan.threads = run.threads;
  return scan;
}

std::shared_ptr<const tree::NameConversion> name_conversion(const Options& options) {
  if (!options.iconv) return nullptr;
  const auto open = [](const std::string& name, ExitCode failure) {
    try {
      return fs::Charset(name);
    } catch (const Error& error) {
      throw Impossible{error.what(), failure};
    }
  };
  fs::Charset source = open(options.iconv->source, ExitCode::unsupported);
  // With rsync it is another process that ends for this, and takes the first with it.
  fs::Charset destination = open(options.iconv->destination, ExitCode::stream);
  return std::make_shared<tree::NameConversion>(std::move(source), std::move(destination),
                                                options.links);
}

// --chmod changes what the source is said to have.
void change_modes(tree::FileList& list, const Options& options) {
  if (options.chmod.empty()) return;
  ChmodRules rules;
  for (const std::string& argument : options.chmod) rules.add(argument, fs::current_umask());
  const auto change = [&rules](tree::Entry& entry) {
    if (entry.type == fs::FileType::symlink) return;
    entry.permissions =
        static_cast<std::uint16_t>(rules.apply(entry.permissions, entry.is_directory()));
  };
  if (list.root_entry) change(*list.root_entry);
  const std::function<void(tree::Directory&)> walk = [&](tree::Directory& directory) {
    for (tree::Entry& entry : directory.entries) change(entry);
    for (const auto& child : directory.children)
      if (child) walk(*child);
  };
  walk(list.root);
}

void count_entries(const tree::FoundCounts& found, Stats& stats) {
  for (std::size_t type = 0; type < found.of_type.size(); ++type)
    stats.files.count(static_cast<fs::FileType>(type), found.of_type[type]);
  stats.total_size = found.size;
  stats.file_list_bytes = 24 * stats.files.total();
}

void list_entries(RunState& run, const tree::Directory& directory) {
  const auto list_one = [&](const tree::Entry& entry, const std::string& path) {
    run.events.now([&](Events& to) {
      Item item;
      item.path = path;
      item.entry = &entry;
      to.item(item);
    });
  };
  if (directory.path.empty() && run.list.root_entry) list_one(*run.list.root_entry, ".");
  for (const tree::Entry& entry : directory.entries) {
    if (!entry.unlisted) list_one(entry, directory.source_path_of(entry.source_name()));
    if (const tree::Directory* child = directory.child_of(entry)) list_entries(run, *child);
  }
}

class LocalRun {
 public:
  LocalRun(const Options& options, Events& events)
      : options_(options),
        rules_(make_filters(options)),
        run_(options, events, tree::FilterScope(rules_, "/")),
        backup_(run_),
        deletion_(run_, backup_) {
    run_.filters = rules_;
    run_.names = name_conversion(options);
    run_.wants_progress = events.wants_progress();
    run_.wants_decisions = events.wants_decisions();
    run_.wants_reasons = events.wants_reasons();
    run_.network_destination = !options.destination.empty() && on_network(options.destination);
    bool network = run_.network_destination;
    for (const std::string& source : options.sources)
      network = network || source_on_network(source, options);
    run_.threads = tree::threads_for(options.parallel, network);
  }

  Summary run() {
    try {
      tell_charsets();
      make_list();
      if (options_.list_only)
        run_.operator_base = "";
      else
        open_destination();
      if (options_.list_only || run_.root.is_open() || options_.dry_run)
        warn_of_missing_alternates(run_);
      if (options_.list_only) {
        backup_.announce();
        check_temp_dir();
        list_entries(run_, run_.list.root);
      } else {
        for (const std::string& warning : run_.attributes.warnings())
          run_.events.now([&](Events& to) { to.warning(warning); });
        backup_.announce();
        check_temp_dir();
        bring_into_agreement();
      }
    } catch (const Stopped&) {
    }
    Stats stats = run_.stats();
    stats.bytes_sent = stats.literal_data + stats.file_list_bytes;
    stats.bytes_received = 32 + 8 * stats.files.total();
    return {stats, exit_code(stats)};
  }

 private:
  void tell_charsets() {
    if (!run_.names) return;
    run_.notice_in_source(Notice::source_charset, run_.names->source_charset());
    run_.notice_in_source(Notice::destination_charset, run_.names->destination_charset());
  }

  void make_list() {
    const double start = fs::monotonic_seconds();
    run_.events.now([](Events& to) { to.file_list(false, 0, 0); });
    tree::ScanEvents events;
    events.problem = [this](const std::string& sentence, tree::ScanEvents::Problem problem) {
      if (problem == tree::ScanEvents::Problem::vanished) {
        run_.vanished = true;
        run_.events.now([&](Events& to) { to.warning(sentence); });
      } else {
        const bool below = problem == tree::ScanEvents::Problem::failed_below;
        (below ? run_.failed : run_.scan_failed) = true;
        run_.events.now([&](Events& to) { to.error(sentence); });
      }
    };
    events.warning = [this](const std::string& sentence) {
      run_.events.now([&](Events& to) { to.warning(sentence); });
    };
    events.skipped_directory = [this](const std::string& path) {
      run_.notice_in_source(Notice::skipped_directory, path);
    };
    events.skipped_mount_point = [this](const std::string& path) {
      run_.notice_in_source(Notice::skipped_mount_point, path);
    };
    events.copied_unsafe_link = [this](const std::string& path, const std::string& target) {
      run_.notice_in_source(Notice::copied_unsafe_link, path, target);
    };
    events.first_entry = [this] { run_.events.now([](Events& to) { to.file_list(false, 1, 0); }); };
    events.must_stop = [this] { return run_.must_stop(); };
    const auto names = listed_names(options_);
    if (names) check_base(options_.sources.front());
    if (run_.wants_decisions) tell_decisions(events);
    run_.list = tree::scan(options_.sources, names, scan_options(run_), events);
    run_.check_stop();
    change_modes(run_.list, options_);
    run_.count([this, start](Stats& stats) {
      count_entries(run_.list.found, stats);
      stats.file_list_seconds = fs::monotonic_seconds() - start;
    });
    run_.events.now([stats = run_.stats()](Events& to) {
      to.file_list(true, stats.files.total(), stats.total_size);
    });
    for (const auto& [path, position] : duplicates_)
      run_.notice(Notice::dropped_duplicate, path, std::to_string(position));
    if (run_.wants_decisions) tell_owners(run_);
  }

  // Where listed names start must be there, while a source argument among others need not be.
  static void check_base(const std::string& path) {
    try {
      (void)fs::Dir::open(path).stat("any");
    } catch (const Error& error) {
      throw Impossible{error.what(), ExitCode::file_selection};
    }
  }

  void tell_decisions(tree::ScanEvents& events) {
    events.filtered = [this](const std::string& path, bool is_directory,
                             const tree::FilterRule& rule) {
      run_.events.now([&](Events& to) {
        to.filtered({tree::Side::sender, rule.include, path, is_directory, rule.shown});
      });
    };
    events.dropped_duplicate = [this](const std::string& path, std::size_t position) {
      duplicates_.emplace_back(path, position);
    };
  }

  // --- where it goes -----------------------------------------------------------------------------

  bool is_empty_list() const { return !run_.list.root_entry && run_.list.root.entries.empty(); }
  // Nothing was named twice.
  bool is_alone() const {
    return run_.list.root.entries.size() + (run_.list.root_entry ? 1 : 0) == 1 &&
           run_.stats().files.total() == 1;
  }
  // One entry, whose name the destination may change: not "." itself.
  bool is_single_entry() const {
    const tree::Directory& root = run_.list.root;
    return !run_.list.root_entry && root.entries.size() == 1 && is_alone() &&
           (root.children.empty() || !root.children[0] || root.children[0]->entries.empty());
  }

  void open_destination() {
    const std::string& typed = options_.destination;
    const auto existing = stat_path(typed);
    refuse_destination_of_others(existing);
    if (existing && existing->type == fs::FileType::directory) {
      run_.root = fs::Dir::open(typed);
      return;
    }
    const bool single = is_single_entry();
    const bool single_file = single && !run_.list.root.entries[0].is_directory();
    if (existing && !single_file && !(is_empty_list() && !typed.ends_with('/')))
      throw Impossible{
          "the destination \"" + typed + "\" must be a directory when more than one file is copied",
          ExitCode::file_selection};
    if (existing && typed.ends_with('/'))
      throw Impossible{"the destination \"" + typed + "\" is not a directory",
                       ExitCode::file_selection};
    const bool makes_it = typed.ends_with('/') || (!is_empty_list() && !single);
    try {
      if (makes_it)
        make_destination(typed);
      else
        open_parent(typed);
    } catch (const Error& error) {
      throw Impossible{error.what(), makes_it ? ExitCode::file_io : ExitCode::file_selection};
    }
  }

  // A link in the place of a single file is replaced, wherever it leads.
  void refuse_destination_of_others(const std::optional<fs::Stat>& existing) const {
    const bool enters = existing && existing->type == fs::FileType::directory;
    try {
      refuse_links_of_others(options_, options_.destination, enters);
    } catch (const Error& error) {
      throw Impossible{error.what(), ExitCode::file_selection};
    }
  }

  static std::optional<fs::Stat> stat_path(const std::string& typed) {
    try {
      const fs::Dir dir = fs::Dir::open(typed);
      (void)dir.stat("any");  // fails if nothing in it can be reached
      return dir.stat_self();
    } catch (const Error& error) {
      if (error.code() != std::errc::not_a_directory &&
          error.code() != std::errc::no_such_file_or_directory)
        throw Impossible{error.what(), ExitCode::file_selection};
    }
    const auto [parent, name] = fs::split_path(typed);
    try {
      return fs::Dir::open(parent).stat(name, fs::Follow::yes);
    } catch (const Error& error) {
      if (error.code() == std::errc::not_a_directory)
        throw Impossible{error.what(), ExitCode::file_selection};
      return std::nullopt;
    }
  }

  // --mkpath: makes every missing directory of `path`, on the way to what is `shown`. True if there
  // were any.
  bool make_path(const std::string& path, const std::string& shown) {
    const std::size_t missing = options_.mkpath ? missing_dirs(path) : 0;
    if (missing == 0) return false;
    if (!options_.dry_run) open_made_path(path);
    run_.notice(Notice::created_path, shown, std::to_string(missing));
    return true;
  }

  // A directory that is made for itself alone is like a file that gets this name.
  void make_root_alone(const std::string& typed) {
    const auto [parent, name] = fs::split_path(typed);
    run_.root_is_new = true;
    run_.operator_base = parent;
    if (make_path(parent, parent) && options_.dry_run) return;
    std::optional<fs::Dir> dir;
    try {
      dir = fs::Dir::open(parent);
    } catch (const Error& error) {
      throw Impossible{error.what(), ExitCode::file_selection};
    }
    if (!options_.dry_run) make_root(*dir, name);
  }

  void make_root(const fs::Dir& parent, const std::string& name) {
    parent.make_dir(name, static_cast<std::uint16_t>(0777 & ~fs::current_umask()));
    run_.root = fs::Dir::open(options_.destination);
  }

  void make_destination(const std::string& typed) {
    if (run_.list.root_entry && is_alone() && !typed.ends_with('/')) return make_root_alone(typed);
    std::string shown = typed;
    while (shown.size() > 1 && shown.ends_with('/')) shown.pop_back();
    if (make_path(shown, shown) && !options_.dry_run) {
      run_.root = fs::Dir::open(typed);
      return;
    }
    run_.root_is_new = true;
    if (!options_.dry_run) {
      const auto [parent, name] = fs::split_path(typed);
      make_root(fs::Dir::open(parent), name);
    }
    run_.notice(Notice::created_destination, shown);
  }

  void open_parent(const std::string& typed) {
    auto [parent, name] = fs::split_path(typed);
    run_.renamed = name;
    run_.root_is_new = make_path(parent, is_empty_list() ? typed : parent) && options_.dry_run;
    if (!run_.root_is_new) run_.root = fs::Dir::open(parent);
  }

  void check_temp_dir() const {
    if (!options_.temp_dir) return;
    if (options_.temp_dir->empty())
      throw Impossible{"the directory for temporary files has no name", ExitCode::usage};
    try {
      (void)fs::Dir::open(run_.operator_path(*options_.temp_dir));
    } catch (const Error& error) {
      throw Impossible{error.what(), ExitCode::usage};
    }
  }

  // --- what happens there
  // --------------------------------------------------------------------------

  void bring_into_agreement() {
    if (is_empty_list()) return;
    if (options_.delete_when == DeleteWhen::before) deletion_.delete_everywhere();
    Generator generator(run_, backup_, deletion_);
    try {
      generator.walk();
      if (options_.delete_when == DeleteWhen::delay) deletion_.delete_noted();
      if (options_.delete_when == DeleteWhen::after) deletion_.delete_everywhere();
    } catch (const Stopped&) {
      generator.finish_directories();
      throw;
    }
    generator.finish_directories();
    const std::uint64_t skipped = run_.stats().skipped_deletions;
    if (skipped > 0) run_.notice(Notice::delete_limit_reached, "", std::to_string(skipped));
  }

  ExitCode exit_code(const Stats& stats) const {
    if (run_.timed_out) return ExitCode::timeout;
    if (run_.stopped && fs::interrupted_by_user_signal()) return ExitCode::user_signal;
    if (run_.stopped) return ExitCode::interrupted;
    if (run_.write_failed) return ExitCode::file_io;
    if (run_.failed) return ExitCode::partial;
    if (run_.vanished && !run_.scan_failed) return ExitCode::vanished;
    if (stats.skipped_deletions > 0) return ExitCode::max_delete;
    if (run_.scan_failed) return ExitCode::partial;
    return ExitCode::ok;
  }

  const Options& options_;
  std::vector<std::pair<std::string, std::size_t>> duplicates_;  // of names, with their positions
  std::shared_ptr<const tree::FilterRules> rules_;
  RunState run_;
  Backup backup_;
  Deletion deletion_;
};

}  // namespace

Summary run(const Options& options, Events& events) {
  try {
    return LocalRun(options, events).run();
  } catch (const Impossible& impossible) {
    events.error(impossible.sentence);
    return {{}, impossible.code};
  } catch (const Error& error) {
    events.error(error.what());
    return {{}, error.code() ? ExitCode::file_io : ExitCode::usage};
  }
}

}  // namespace smartsync::sync
