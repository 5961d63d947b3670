#include "engine/sync/run_state.h"

#include <algorithm>
#include <utility>

#include "engine/fs/activity.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"
#include "engine/fs/within.h"
#include "engine/sync/temp_file.h"
#include "engine/tree/fake_super.h"

namespace smartsync::sync {

RunState::RunState(const Options& wanted, Events& listener, tree::FilterScope xattr_scope)
    : options(wanted),
      events(listener),
      attributes(wanted, std::move(xattr_scope)),
      confinement(wanted.confine_root
                      ? std::make_shared<const tree::Confinement>(*wanted.confine_root)
                      : nullptr),
      watch_(wanted.timeout, {[] { return fs::answered_requests.load(); }, [this] { stall(); },
                              [&listener] {
                                TempFile::abandon_all();
                                listener.abandon(ExitCode::timeout);
                              }}) {}

void RunState::stall() {
  timed_out = true;
  stopped = true;
  events.now([this](Events& to) {
    to.error("nothing has moved for " + std::to_string(options.timeout) +
             " s, so the run is given up (--timeout)");
  });
}

bool RunState::must_stop() {
  fs::count_answer();
  if (fs::interrupted() != 0) stopped = true;
  if (options.stop_at && fs::now().seconds >= *options.stop_at) {
    stopped = true;
    timed_out = true;
  }
  return stopped;
}

std::optional<fs::Stat> RunState::stands_for(const fs::Dir& dir, std::string_view name,
                                             std::optional<fs::Stat> found) {
  if (!options.fake_super || !found) return found;
  try {
    tree::apply_fake_super(dir, name, *found);
  } catch (const Error& error) {
    fail(error.what());
  }
  return found;
}

bool RunState::holds_link(const fs::Dir& dir, std::string_view name,
                          std::string_view target) const {
  if (!options.fake_super) return dir.read_link(name) == target;
  const auto own = dir.stat(name);
  return own && own->type == fs::FileType::regular &&
         tree::read_stand_in_for_link(dir, name) == target;
}

std::optional<fs::Dir> RunState::open_at_destination_if_exists(const std::string& path) const {
  if (options.keep_dirlinks) return root.open_dir_if_exists(path, fs::Follow::yes);
  if (!follows_destination_links()) return root.open_dir_if_exists(path);
  std::optional<fs::Dir> dir = root;
  const tree::Directory* listed = &list.root;
  for (std::size_t begin = 0; dir && begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    begin = end + 1;
    const auto at = listed ? listed->find(name) : std::nullopt;
    const tree::Entry* entry = at ? &listed->entries[*at] : nullptr;
    listed = entry ? listed->child_of(*entry) : nullptr;
    const auto stat = entry && entry->unlisted ? dir->stat(name) : std::nullopt;
    const bool link = stat && stat->type == fs::FileType::symlink;
    dir = link ? fs::open_within(root, path.substr(0, end)) : dir->open_dir_if_exists(name);
  }
  return dir;
}

fs::Dir RunState::open_at_destination(const std::string& path) const {
  if (const auto dir = open_at_destination_if_exists(path)) return *dir;
  return root.open_dir(path);  // says what is missing
}

fs::Dir RunState::open_operator_dir(const std::string& typed) const {
  return open_user_dir(options, operator_path(typed));
}

std::string RunState::operator_path(const std::string& typed) const {
  if (fs::is_absolute(typed)) return typed;
  if (operator_base) return operator_base->empty() ? typed : *operator_base + "/" + typed;
  if (root.is_open()) return root.path_of(typed);
  // A dry run may have no destination yet, and what is not there has no "..".
  if (typed.starts_with("../"))
    return fs::join_path(fs::split_path(options.destination).directory, typed.substr(3));
  return fs::join_path(options.destination, typed);
}

}  // namespace smartsync::sync
