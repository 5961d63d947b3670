#include "engine/sync/generator.h"

#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"

namespace smartsync::sync {

namespace {

// Deeper than this a directory is opened again after each of its children: open files are few.
constexpr std::size_t most_open_levels = 64;

}  // namespace

Generator::Generator(RunState& run, Backup& backup, Deletion& deletion)
    : run_(run),
      options_(run.options),
      deletion_(deletion),
      targets_(run, backup, deletion),
      hard_links_(run.list),
      directories_(run, targets_),
      nodes_(run, targets_),
      followers_(run, targets_, hard_links_),
      regular_files_(run, backup, targets_, hard_links_),
      ahead_(run) {}

void Generator::walk() {
  RemarksFirst remarks(run_.events);
  directories_.bring_root();
  visit(run_.list.root, deletion_.scope_of_root(),
        run_.root.is_open() ? Presence::existing : Presence::absent, remarks);
  regular_files_.finish();
  followers_.finish();
  targets_.removal().finish();
}

void Generator::visit(const tree::Directory& directory, const tree::FilterScope& parent_scope,
                      Presence presence, RemarksFirst& remarks) {
  run_.check_stop();
  const bool deletes = deletion_.goes_with_the_walk();
  const tree::FilterScope scope = deletes && presence != Presence::absent
                                      ? deletion_.enter(parent_scope, directory)
                                      : parent_scope;
  auto [dir, listing] = open(directory, presence);
  Visit here{directory, listing, std::move(dir)};
  if (deletes) {
    deletion_.delete_extraneous(directory, here.dir, listing, scope);
    // What was deleted is no longer similar to anything.
    if (options_.fuzzy > 0) listing = DestinationListing(here.dir, true);
  }
  // As rsync has it; its order without incremental recursion is otherwise that of no directory.
  if (!options_.incremental) remarks.renew();
  visit_files(here);
  remarks.end();
  visit_directories(here, scope);
}

OpenListing Generator::open(const tree::Directory& directory, Presence presence) {
  if (presence == Presence::existing) return ahead_.take(directory);
  fs::Dir dir;
  if (presence == Presence::made_now) dir = run_.open_at_destination(directory.path);
  return {std::move(dir), DestinationListing({}, true)};
}

void Generator::visit_files(Visit& here) {
  const tree::Directory& directory = here.directory;
  for (std::size_t i = 0; i < directory.first_directory; ++i) {
    const tree::Entry& entry = directory.entries[i];
    const std::string name = run_.destination_name(entry);
    Target target{here, entry, directory.path_of(entry.name()), name,
                  run_.stands_for(here.dir, name, here.listing.find(here.dir, name))};
    attempt(target, [&] { file(target); });
  }
}

void Generator::visit_directories(Visit& here, const tree::FilterScope& scope) {
  const tree::Directory& directory = here.directory;
  const bool exists = here.dir.is_open();
  ++depth_;
  for (std::size_t i = directory.first_directory; i < directory.entries.size(); ++i) {
    const tree::Entry& entry = directory.entries[i];
    if (exists && !here.dir.is_open()) here.dir = run_.open_at_destination(directory.path);
    const std::string name = run_.destination_name(entry);
    Target target{here, entry, directory.path_of(entry.name()), name,
                  run_.stands_for(here.dir, name, here.listing.find(here.dir, name))};
    const bool existed = target.existing.has_value();
    bool enter = false;
    RemarksFirst remarks(run_.events);
    attempt(target, [&] { enter = directories_.bring(target); });
    const tree::Directory* child = directory.child_of(entry);
    if (enter && existed && !child && deletion_.goes_with_the_walk() &&
        !deletion_.is_in_doubt(directory))
      (void)deletion_.enter(scope, target.path);  // rules that cannot be read end the run
    // A directory that gets another name is alone and empty.
    if (!enter || !child || !run_.renamed.empty()) continue;
    if (target.blocked) {
      visit_blocked(*child, scope, *target.blocked);
      continue;
    }
    if (depth_ > most_open_levels) here.dir = {};
    here.sources.clear();
    try {
      visit(*child, scope,
            !target.existing ? Presence::absent
            : existed        ? Presence::existing
                             : Presence::made_now,
            remarks);
    } catch (const Error& error) {
      run_.fail(error.what());
    }
  }
  --depth_;
}

void Generator::visit_blocked(const tree::Directory& directory, const tree::FilterScope& scope,
                              const Error& why) {
  const DestinationListing none({}, true);
  Visit here{directory, none, {}};
  here.blocked = why;
  visit_files(here);
  visit_directories(here, scope);
}

void Generator::attempt(Target& target, const std::function<void()>& step) {
  run_.events.make_room();
  try {
    if (const auto refused = fs::refuse_name(target.name); refused && !target.name.empty())
      throw Error("cannot create \"" + run_.destination_path(target.path) + "\": " + *refused,
                  target.path);
    step();
  } catch (const Error& error) {
    run_.fail(error.what());
  }
}

void Generator::file(Target& target) {
  if (target.entry.missing) {
    missing_argument(target);
    return;
  }
  if (!target.existing && options_.existing && !target.visit.blocked) {
    run_.pass_over(Notice::skipped_nonexistent, run_.destination_path(target.path), "file");
    return;
  }
  if (target.existing && options_.ignore_existing) {
    run_.pass_over(Notice::skipped_existing, run_.destination_path(target.path),
                   how_it_differs(target));
    return;
  }
  if (target.entry.is_regular() && regular_files_.skips(target)) return;
  if (nodes_.leaves_out(target.entry)) {
    content_or_node(target);
    return;
  }
  if (const auto& blocked = target.visit.blocked) {
    // Only that there is no directory shows when the file has been asked for.
    if (target.entry.is_regular() && blocked->code() == std::errc::no_such_file_or_directory)
      targets_.tell(target, item::transfer | item::is_new);
    throw Error(*blocked);
  }
  if (followers_.take(target)) return;
  content_or_node(target);
  followers_.link_earlier(target.entry);
}

std::string Generator::how_it_differs(Target& target) {
  const bool devices = fs::is_device(target.existing->type) && fs::is_device(target.entry.type);
  if (target.existing->type != target.entry.type && !devices) return "type change";
  if (!run_.wants_reasons) return "";
  std::string other = options_.checksum ? "sum change" : "file change";
  // What is left out is not sent whole, and so is never the same.
  const bool sent_whole = target.entry.type == fs::FileType::symlink ? options_.links
                          : fs::is_device(target.entry.type)         ? options_.devices
                                                                     : true;
  if (!sent_whole) return other;
  switch (targets_.agreement(target)) {
    case Alternate::Agreement::everything:
      return "uptodate";
    case Alternate::Agreement::content:
      return "attr change";
    default:
      return other;
  }
}

void Generator::content_or_node(Target& target) {
  if (target.entry.is_regular())
    regular_files_.bring(target);
  else
    nodes_.bring(target);
}

void Generator::missing_argument(Target& target) {
  if (target.existing)
    deletion_.delete_named(target.visit.dir, target.name, target.path, *target.existing);
}

}  // namespace smartsync::sync
