#include "engine/sync/destination_ahead.h"

#include <algorithm>
#include <utility>

#include "engine/fs/error.h"

namespace smartsync::sync {

namespace {

// Fewer names than this are looked up one by one unless the whole directory is wanted.
constexpr std::size_t few_names = 8;
// A directory that is listed early is kept open, and open files are few.
constexpr std::size_t most_ahead = 64;
// What is listed early must fit into memory, whatever the size of the tree.
constexpr std::size_t most_entries = 10'000;

std::size_t directories_ahead(const RunState& run) {
  const Options& options = run.options;
  const bool steady = !run.follows_destination_links() && !options.backup_dir && !options.temp_dir;
  const bool possible = run.root.is_open() && !run.root_is_new && run.renamed.empty();
  if (!steady || !possible || run.threads < 2) return 0;
  return std::min(4 * run.threads, most_ahead);
}

}  // namespace

OpenListing open_listing(const RunState& run, const tree::Directory& directory) {
  const fs::Dir dir = run.open_at_destination(directory.path);
  const bool all =
      directory.complete || directory.entries.size() >= few_names || run.options.fuzzy > 0;
  return {dir, DestinationListing(dir, all)};
}

DestinationAhead::DestinationAhead(const RunState& run)
    : run_(run),
      most_(directories_ahead(run)),
      pool_(most_ == 0 ? 0 : std::min(run.threads, most_)) {}

OpenListing DestinationAhead::take(const tree::Directory& directory) {
  if (most_ > 0)
    if (auto found = found_early(directory)) return std::move(*found);
  return open_listing(run_, directory);
}

std::optional<OpenListing> DestinationAhead::found_early(const tree::Directory& directory) {
  while (!ahead_.empty() && ahead_.front()->directory != &directory) {
    entries_ -= ahead_.front()->directory->entries.size();
    ahead_.pop_front();  // the walk left it out
  }
  if (ahead_.empty()) {
    const tree::Directory* skipped = next();
    while (skipped && skipped != &directory) skipped = next();
    list_more();
    return {};
  }
  const auto here = std::move(ahead_.front());
  ahead_.pop_front();
  entries_ -= directory.entries.size();
  list_more();
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [&] { return here->ready; });
  return std::move(here->found);
}

void DestinationAhead::list_more() {
  while (ahead_.size() < most_ && entries_ < most_entries) {
    const tree::Directory* directory = next();
    if (!directory) return;
    auto& added = ahead_.emplace_back(std::make_shared<Ahead>(Ahead{directory}));
    entries_ += directory->entries.size();
    pool_.submit([this, here = added] {
      std::optional<OpenListing> found;
      try {
        found = open_listing(run_, *here->directory);
      } catch (const Error&) {  // told when the walk comes there, if it is still true then
      }
      const std::lock_guard lock(mutex_);
      here->found = std::move(found);
      here->ready = true;
      ready_.notify_one();
    });
  }
}

const tree::Directory* DestinationAhead::next() {
  if (!started_) {
    started_ = true;
    walk_.push_back({&run_.list.root, 0});
    return &run_.list.root;
  }
  while (!walk_.empty()) {
    Step& step = walk_.back();
    const auto& children = step.directory->children;
    while (step.next_child < children.size() && !children[step.next_child]) ++step.next_child;
    if (step.next_child == children.size()) {
      walk_.pop_back();
      continue;
    }
    const tree::Directory* child = children[step.next_child++].get();
    walk_.push_back({child, 0});
    return child;
  }
  return nullptr;
}

}  // namespace smartsync::sync
