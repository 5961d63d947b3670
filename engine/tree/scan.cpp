#include "engine/tree/scan.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/tree/duplicates.h"
#include "engine/tree/entry_maker.h"
#include "engine/tree/rules_file.h"
#include "engine/tree/scan_report.h"
#include "engine/tree/skeleton.h"
#include "engine/tree/task_pool.h"

namespace smartsync::tree {

namespace {

class Scanner {
 public:
  Scanner(const ScanOptions& options, const ScanEvents& events)
      : options_(options),
        events_(events),
        report_(events, list_, options.incremental),
        maker_(options, report_),
        pool_(options.threads) {}

  FileList run(const std::vector<std::string>& sources,
               const std::optional<std::vector<std::string>>& files_from) {
    named_ = name_arguments(sources, files_from, options_, report_, list_);
    if (named_.sent > 1) duplicates_.add_root(named_.sent - 1);
    if (named_.has_entry) list_.root_entry = std::make_unique<Entry>(std::move(named_.entry));
    list_.root.is_argument = !named_.fills.empty();
    report_.listing_begins();
    fill_directory(list_.root, named_.fills, &named_);
    pool_.wait();
    report_.throw_if_fatal();
    spread_failures(list_.root);
    if (events_.dropped_duplicate)
      duplicates_.tell(list_, options_.incremental, events_.dropped_duplicate);
    if (options_.prune_empty_dirs) prune(list_.root);
    return std::move(list_);
  }

 private:
  // Lists `fills` into `directory`, adds what the arguments name in it, and goes on below.
  void fill_directory(Directory& directory, const std::vector<Fill>& fills, Named* named) {
    if (events_.must_stop && events_.must_stop()) return;
    std::vector<std::pair<std::string, Fill>> found;  // directories to go into, by fill
    if (named)
      for (auto& [name, below] : named->below)
        if (below.has_entry) add_named(directory, name, std::move(below.entry));
    for (const Fill& fill : fills) list_fill(directory, fill, found);
    directory.complete = !fills.empty();
    note_duplicates(directory, directory.finish(), named);
    descend(directory, std::move(found), named);
  }

  void note_duplicates(const Directory& directory, const std::vector<DroppedName>& dropped,
                       const Named* named) {
    for (const DroppedName& name : dropped) duplicates_.add(directory, name, 1);
    if (!named) return;
    for (const Entry& entry : directory.entries) {
      const auto known = named->below.find(entry.source_name());
      if (known == named->below.end() || known->second.sent == 0) continue;
      const Named& below = known->second;
      const std::string name(entry.name());
      const std::size_t as_directory = below.sent - below.sent_as_file;
      const bool stays_directory = as_directory > 0;
      duplicates_.add(directory, {name, false}, below.sent_as_file - (stays_directory ? 0 : 1));
      duplicates_.add(directory, {name, true}, stays_directory ? as_directory - 1 : 0);
    }
  }

  void list_fill(Directory& directory, const Fill& fill,
                 std::vector<std::pair<std::string, Fill>>& found) {
    const Origin& origin = list_.origins[fill.origin];
    try {
      const fs::Follow follow = options_.copy_links || options_.copy_dirlinks ||
                                        options_.copy_unsafe_links || list_.through_links
                                    ? fs::Follow::yes
                                    : fs::Follow::no;
      const fs::Dir dir = directory.path.empty()
                              ? origin.dir
                              : origin.dir.open_dir(directory.source_path(), follow);
      const FilterScope scope =
          fill.has_rules ? fill.scope : fill.scope.enter(directory.source_path(), reader_);
      fs::Listing listing = dir.list();
      if (listing.read_error != 0)
        fail(directory, "cannot read directory", dir.path(), listing.read_error);
      for (const auto& failed : listing.failed)
        fail(directory, "cannot stat", dir.path_of(failed.name), failed.error);
      directory.entries.reserve(directory.entries.size() + listing.entries.size());
      FoundCounts counts;
      const Fill here{fill.origin, fill.place, scope, fill.device};
      for (const fs::Listed& listed : listing.entries)
        add_listed(directory, dir, listed, here, found, counts);
      report_.found(counts);
    } catch (const Error& error) {
      report_.failure(error, &directory);
    }
  }

  void add_listed(Directory& directory, const fs::Dir& dir, const fs::Listed& listed,
                  const Fill& fill, std::vector<std::pair<std::string, Fill>>& found,
                  FoundCounts& counts) {
    const std::string path = directory.source_path_of(listed.name);
    try {
      std::optional<fs::Stat> stat = listed.stat;
      if (stat->type == fs::FileType::symlink)
        stat = maker_.follow_link(dir, listed.name, path, *stat);
      const bool is_directory = stat && stat->type == fs::FileType::directory;
      if (maker_.hides(fill.scope, path, is_directory)) return;
      if (!stat) {
        if (maker_.hides(fill.scope, path, true)) return;  // it may have led to a directory
        throw EntryMaker::no_referent(dir, listed.name);
      }
      const bool mount_point =
          is_directory && options_.one_file_system > 0 && stat->device != fill.device;
      if (mount_point && options_.one_file_system > 1) {
        report_.skipped_mount_point(path);
        return;
      }
      Entry entry = maker_.make(*stat, fill.origin, dir, listed.name);
      counts.add(entry);
      add_entry(directory, listed.name, std::move(entry));
      if (is_directory && options_.recursive && !mount_point) found.emplace_back(listed.name, fill);
    } catch (const Error& error) {
      report_.failure(error, &directory);
    }
  }

  void descend(Directory& directory, std::vector<std::pair<std::string, Fill>> found,
               Named* named) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
      const Entry& entry = directory.entries[i];
      const std::string name(entry.source_name());
      Named* below = nullptr;
      if (named)
        if (const auto known = named->below.find(name); known != named->below.end())
          below = &known->second;
      std::vector<Fill> fills = below ? below->fills : std::vector<Fill>();
      auto at = std::lower_bound(found.begin(), found.end(), name,
                                 [](const auto& f, const std::string& n) { return f.first < n; });
      for (; at != found.end() && at->first == name; ++at) fills.push_back(std::move(at->second));
      std::ranges::stable_sort(fills, {}, &Fill::place);
      choose_fills(fills, options_.incremental);
      if (fills.empty() && (!below || below->below.empty())) continue;
      auto& child = directory.children[i - directory.first_directory];
      child = std::make_unique<Directory>();
      child->path = directory.path_of(entry.name());
      if (options_.names) note_source_path(*child, directory.source_path_of(name));
      child->is_argument =
          below && std::ranges::any_of(below->fills, [](const Fill& f) { return f.has_content; });
      pool_.submit([this, target = child.get(), fills = std::move(fills), below] {
        fill_directory(*target, fills, below);
      });
    }
  }

  static void note_source_path(Directory& directory, std::string path) {
    if (path != directory.path) directory.other_source_path = std::move(path);
  }

  void add_named(Directory& directory, std::string_view name, Entry&& entry) {
    try {
      add_entry(directory, name, std::move(entry));
    } catch (const Error& error) {
      report_.failure(error, &directory);
    }
  }

  // `name` is the source's. Throws smartsync::Error if the destination cannot write it.
  void add_entry(Directory& directory, std::string_view name, Entry&& entry) {
    if (!options_.names) return copy_entry(directory, name, std::move(entry));
    const std::string path =
        list_.origins[entry.origin].dir.path_of(directory.source_path_of(name));
    if (entry.type == fs::FileType::symlink)
      (void)options_.names->target_at_destination(entry.extra->link_target, path);
    const std::string converted = options_.names->name_at_destination(name, path);
    if (converted != name) {
      if (!entry.extra) entry.extra = std::make_unique<EntryExtra>();
      entry.extra->source_name = name;
    }
    copy_entry(directory, converted, std::move(entry));
  }

  static void copy_entry(Directory& directory, std::string_view name, Entry&& entry) {
    Entry& place = directory.add(name);
    entry.name_data = place.name_data;
    entry.name_size = place.name_size;
    place = std::move(entry);
  }

  // Takes away directories that hold nothing but directories, unless a rule of the command line
  // protects them at the destination.
  void prune(Directory& directory) const {
    std::vector<Entry> entries;
    std::vector<std::unique_ptr<Directory>> children;
    entries.reserve(directory.entries.size());
    for (std::size_t i = 0; i < directory.entries.size(); ++i) {
      if (i >= directory.first_directory) {
        auto& child = directory.children[i - directory.first_directory];
        if (child) prune(*child);
        const bool empty = !child || child->entries.empty();
        if (empty && !stays_empty(directory.path_of(directory.entries[i].name()))) continue;
        children.push_back(std::move(child));
      }
      entries.push_back(std::move(directory.entries[i]));
    }
    directory.entries = std::move(entries);
    directory.children = std::move(children);
  }

  bool stays_empty(const std::string& path) const {
    return FilterScope(options_.filters, "/").excludes(Side::receiver, path, true);
  }

  // In the list's order what failed leaves its mark on all that follows.
  void spread_failures(Directory& directory) {
    list_.io_error = list_.io_error || directory.failed;
    directory.failed = list_.io_error;
    for (const auto& child : directory.children)
      if (child) spread_failures(*child);
  }

  void fail(Directory& directory, const char* action, const std::string& path, int code) {
    report_.failure(Error(action, path, std::error_code(code, std::generic_category())),
                    &directory);
  }

  const ScanOptions& options_;
  const ScanEvents& events_;
  FileList list_;
  ScanReport report_;
  const EntryMaker maker_;
  const ReadFile reader_ =
      confined(rules_reader(options_.insecure_links,
                            [this](const Error& error) { report_.refused_rules(error); }),
               options_.confinement);
  Named named_;
  Duplicates duplicates_;
  TaskPool pool_;  // last: its threads use all of the above
};

}  // namespace

FileList scan(const std::vector<std::string>& sources,
              const std::optional<std::vector<std::string>>& files_from, const ScanOptions& options,
              const ScanEvents& events) {
  return Scanner(options, events).run(sources, files_from);
}

}  // namespace smartsync::tree
