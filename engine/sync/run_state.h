// What the parts of one run share.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/sync/attributes.h"
#include "engine/sync/options.h"
#include "engine/sync/ordered_events.h"
#include "engine/sync/stall_watch.h"
#include "engine/sync/stats.h"
#include "engine/sync/user_path.h"
#include "engine/tree/confinement.h"
#include "engine/tree/file_list.h"
#include "engine/tree/filter.h"
#include "engine/tree/name_conversion.h"

namespace smartsync::sync {

// Ends the whole run: interrupted, or the time is over.
struct Stopped {};

struct RunState {
  RunState(const Options& wanted, Events& listener, tree::FilterScope xattr_scope);

  const Options& options;
  OrderedEvents events;
  const Attributes attributes;
  std::shared_ptr<const tree::FilterRules> filters;
  const std::shared_ptr<const tree::Confinement>
      confinement;                                    // of rules that lie in a tree; null: none
  std::shared_ptr<const tree::NameConversion> names;  // null: none
  tree::FileList list;

  // The destination. Not open in a dry run whose destination would have to be made.
  fs::Dir root;
  bool root_is_new = false;
  // Where the user's relative paths start, if not in the destination: a directory that is made for
  // itself alone is like a file, and they start beside it; a listing has no destination.
  std::optional<std::string> operator_base;
  // Where a single file is copied to another name: that name.
  std::string renamed;
  KeptDir temp_dir;

  bool wants_progress = false;
  bool wants_decisions = false;
  bool wants_reasons = false;
  std::size_t threads = 1;
  bool network_destination = false;

  std::atomic<bool> failed = false;           // exit code 23
  std::atomic<bool> scan_failed = false;      // exit code 23, unless there is another to tell
  std::atomic<bool> vanished = false;         // exit code 24
  std::atomic<bool> write_failed = false;     // exit code 11
  std::atomic<bool> failed_in_place = false;  // writing there: each further file may be damaged
  std::atomic<bool> read_failed = false;      // what the list has could not all be read
  std::atomic<bool> stopped = false;          // exit code 20 or 30
  std::atomic<bool> timed_out = false;

  // Statistics are counted by several threads.
  void count(const std::function<void(Stats&)>& change) {
    const std::lock_guard lock(stats_mutex_);
    change(stats_);
  }
  Stats stats() const {
    const std::lock_guard lock(stats_mutex_);
    return stats_;
  }

  void fail(const std::string& sentence) {
    failed = true;
    events.now([&](Events& to) { to.error(sentence); });
  }
  void vanish(const std::string& path) {
    vanished = true;
    events.now([&](Events& to) { to.warning("file has vanished: \"" + path + "\""); });
  }
  void notice(Notice what, const std::string& path, const std::string& detail = {}) {
    notice_in_source(what, shown(path), detail);
  }
  void notice_in_source(Notice what, const std::string& path, const std::string& detail = {}) {
    events.remark([=](Events& to) { to.notice(what, path, detail); });
  }
  // A path at the destination as messages have it: in the source's character set.
  std::string shown(const std::string& path) const { return names ? names->shown(path) : path; }
  // What the destination's symlink for `entry`, which is one, contains. Throws smartsync::Error.
  std::string link_target(const tree::Entry& entry, const std::string& path) const {
    const std::string& target = entry.extra->link_target;
    return names ? names->target_at_destination(target, path) : target;
  }
  // An entry of the list is left alone.
  void pass_over(Notice why, const std::string& path, const std::string& detail = {}) {
    notice(why, path, detail);
    events.tell([](Events& to) { to.passed_over(); });
  }
  // Whether the run must end now. Asked between files and directories, and while content moves.
  bool must_stop();
  // Throws Stopped if so.
  void check_stop() {
    if (must_stop()) throw Stopped{};
  }

  // A path that the user named for the destination side: relative ones start at the destination.
  std::string operator_path(const std::string& typed) const;
  // The directory there. Throws as open_user_dir().
  fs::Dir open_operator_dir(const std::string& typed) const;

  // With --fake-super: what the file `dir/name` of the destination stands for; else `found`, its
  // own stat. A file that does not let that be read stands for itself, and the run is told.
  std::optional<fs::Stat> stands_for(const fs::Dir& dir, std::string_view name,
                                     std::optional<fs::Stat> found);

  // Whether `dir/name`, which stands for a symlink, leads to `target`. With --fake-super a real
  // symlink does not: it gives way to a file that can carry attributes.
  bool holds_link(const fs::Dir& dir, std::string_view name, std::string_view target) const;

  // The directory at `path` of the transfer ("" is its root) as the destination has it. Symlinks
  // are followed where the user asks for that: with -K all of them; with --no-implied-dirs those
  // that stay within the destination, in the place of directories merely on the way to a named
  // file.
  fs::Dir open_at_destination(const std::string& path) const;
  std::optional<fs::Dir> open_at_destination_if_exists(const std::string& path) const;
  // Whether any symlink is.
  bool follows_destination_links() const {
    return options.keep_dirlinks || (options.relative && !options.implied_dirs);
  }

  // Whether directories of the source may lie behind symlinks there (-L, -k, --copy-unsafe-links,
  // an argument's path).
  fs::Follow follow_in_source() const {
    const bool follow = options.follows_source_links() || list.through_links;
    return follow ? fs::Follow::yes : fs::Follow::no;
  }

  // The name that `entry` gets at the destination.
  std::string destination_name(const tree::Entry& entry) const {
    return renamed.empty() ? std::string(entry.name()) : renamed;
  }

  // Where the entry at `path` of the list goes, below the root.
  const std::string& destination_path(const std::string& path) const {
    return renamed.empty() ? path : renamed;
  }

 private:
  void stall();

  mutable std::mutex stats_mutex_;
  Stats stats_;
  const StallWatch watch_;  // last: its thread uses all of the above
};

// Tells the run about metadata that could not be set.
class AttributeProblem final : public Attributes::Problem {
 public:
  explicit AttributeProblem(RunState& run) : run_(run) {}
  void report(const Error& error) override { run_.fail(error.what()); }

 private:
  RunState& run_;
};

}  // namespace smartsync::sync
