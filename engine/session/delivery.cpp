#include "engine/session/delivery.h"

#include <algorithm>

#include "engine/delta/file_source.h"
#include "engine/fs/error.h"
#include "engine/session/databases.h"
#include "engine/session/files/target_file.h"
#include "engine/session/patch/difference.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/patch/pull_content.h"
#include "engine/session/patch/pull_in_place.h"
#include "engine/session/snapshot.h"
#include "engine/session/state.h"
#include "engine/sqlite/check.h"
#include "engine/sqlite/companions.h"
#include "engine/sqlite/header.h"
#include "engine/sqlite/snapshot.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

namespace {

struct RemoveAtEnd {
  const fs::Dir& dir;
  const std::string& name;
  ~RemoveAtEnd() {
    try {
      if (dir.stat(name)) dir.remove_file(name);
    } catch (const Error&) {
      // The next run clears the directory.
    }
  }
};

// Both sides now hold this content.
void note_content(Delivered& delivered, const hash::Digest& content,
                  const std::optional<sqlite::Header>& database) {
  delivered.source.content = delivered.target.content = content;
  if (!database) return;
  delivered.target.database = {.change_counter = database->change_counter};
  if (!delivered.source.is_database()) delivered.source.database = delivered.target.database;
}

// When a database in use changed last, or what lies beside it.
fs::Time last_change(const FilePlace& database, const Node& found) {
  fs::Time last = found.modified;
  for (const auto kind : {sqlite::CompanionKind::wal, sqlite::CompanionKind::journal})
    if (const auto stat = sqlite::stat_companion(database.dir, database.name, kind))
      last = std::max(last, stat->modified);
  return last;
}

bool is_database_file(const FilePlace& place) {
  return sqlite::read_header(place.dir.open_read(place.name)).has_value();
}

}  // namespace

hash::Digest content_of(const fs::File& file, unsigned threads) {
  const delta::FileSource source(file, file.stat().size);
  return make_index(source, layout_for(source), {}, threads).content;
}

Delivered Delivery::deliver(Side target, const std::string& path, const Node& source,
                            const Occupant& there, const Progress& progress) {
  if (source.is_in_use()) return deliver_snapshot(target, path, source, there, progress);
  return target == Side::network ? push(path, source, there, progress)
                                 : pull(path, source, there, progress);
}

std::optional<BlockIndex> Delivery::index_on_share(const std::string& path,
                                                   const Node& file) const {
  auto answer = find_index(path, file);
  if (!answer.reason.empty()) refused_(answer);
  return std::move(answer.index);
}

ShareIndexes::Answer Delivery::find_index(const std::string& path, const Node& file) const {
  if (file.size < large) return {};
  if (auto known = known_(path); known && is_same_version(known->identity, file.identity()))
    return {std::move(known)};
  if (!options_.share_index) return {};
  return ShareIndexes(trees_.network).load(path, file.identity());
}

Delivered Delivery::push(const std::string& path, const Node& source, const Occupant& there,
                         const Progress& progress) {
  const FilePlace place(trees_.local, path);
  const fs::File file = place.dir.open_read(place.name);
  require_version(file, source.identity());
  return send({place.dir, place.name, file, source.modified}, path, source, there, progress);
}

Delivered Delivery::send(const Content& content, const std::string& path, const Node& source,
                         const Occupant& there, const Progress& progress) {
  const auto database = sqlite::read_header(content.file);
  if (database && options_.check_databases) check_database(content.dir, content.name, path);
  const fs::Stat before = content.file.stat();
  const auto old = there.replaced ? index_on_share(path, *there.replaced) : std::nullopt;
  Difference change = difference(delta::FileSource(content.file, before.size),
                                 old ? &*old : nullptr, path, threads_for(before.size));
  PatchRequest request{.root = trees_.network,
                       .path = path,
                       .old = there.version(),
                       .source = content.file,
                       .source_stat = before,
                       .index = change.index,
                       .plan = change.plan,
                       .modified = content.modified};
  request.permissions = source.permissions;
  request.way = way_for(change.plan);
  request.speed = &speed_;
  request.progress = progress;
  request.make_way = there.make_way;
  if (database || there.is_database())
    request.before_replace = [&] { clear_beside(Side::network, path); };
  const Patched patched = patch(request);
  change.index.identity = identity_of(patched.stat);
  Delivered delivered{source, make_node(patched.stat, trees_.network, ""), patched.sent, {}};
  delivered.has_its_time = patched.has_its_time;
  note_content(delivered, change.index.content, database);
  if (before.size >= large) {
    leave_index(change.index);
    delivered.index = std::move(change.index);
  }
  return delivered;
}

Delivered Delivery::deliver_snapshot(Side target, const std::string& path, const Node& source,
                                     const Occupant& there, const Progress& progress) {
  const fs::Dir work = trees_.local.open_dir(work_directory);
  const std::string name = sync::temp_name("snapshot");  // with room for companions' endings
  const RemoveAtEnd remove{work, name};
  const fs::Time modified = last_change(FilePlace(trees_.at(other(target)), path), source);
  sqlite::snapshot(trees_.at(other(target)), path, work, name, options_.database_wait);
  const fs::File file = work.open_write(name);
  if (target == Side::network)
    return send({work, name, file, modified}, path, source, there, progress);
  if (options_.check_databases) check_database(work, name, path);
  file.set_times(std::nullopt, modified);
  file.set_permissions(source.permissions);
  file.sync();
  const FilePlace place(trees_.local, path);
  if (there.make_way) there.make_way();
  require_version(place, there.version());
  clear_beside(Side::local, path);
  const std::uint64_t size = file.stat().size;
  work.rename(name, place.dir, place.name);
  place.dir.sync();
  if (progress) progress(size);
  Delivered delivered{source, make_node(file.stat(), place.dir, place.name), size, {}};
  note_content(delivered, content_of(file, threads_for(size)), sqlite::read_header(file));
  return delivered;
}

// A way that was asked for, where there is something to patch: it needs an old version, and a
// journal that what stays in it stays in place.
PatchWay Delivery::way_for(const ChangePlan& plan) const {
  const bool patches = plan.copied > 0 && (options_.way != PatchWay::journal || plan.in_place());
  return patches ? options_.way : PatchWay::automatic;
}

Delivered Delivery::pull(const std::string& path, const Node& source, const Occupant& there,
                         const Progress& progress) {
  const auto index = index_on_share(path, source);
  PullRequest request{.remote_root = trees_.network,
                      .path = path,
                      .remote = source.identity(),
                      .index = index ? &*index : nullptr,
                      .local_root = trees_.local,
                      .local = there.version(),
                      .modified = source.modified};
  request.permissions = source.permissions;
  request.threads = threads_for(source.size);
  request.progress = progress;
  if (auto delivered = pull_where_it_lies(request, source)) return std::move(*delivered);
  PulledFile pulled = pull_content(request);
  const auto database = sqlite::read_header(pulled.file().file());
  if (database && options_.check_databases)
    check_database(pulled.file().dir(), pulled.file().name(), path);
  if (there.make_way) there.make_way();
  if (database || there.is_database()) clear_beside(Side::local, path);
  Delivered delivered{
      source, make_node(pulled.put_in_place(), trees_.local, ""), pulled.received(), {}};
  note_content(delivered, pulled.index().content, database);
  if (source.size >= large) delivered.index = pulled.index();
  return delivered;
}

// A database is checked, if that was asked for, before it has its name: never where it lies.
std::optional<Delivered> Delivery::pull_where_it_lies(const PullRequest& request,
                                                      const Node& source) const {
  if (!request.index || !request.local || options_.check_databases) return std::nullopt;
  const FilePlace place(trees_.local, request.path);
  PullRequest checked = request;
  checked.before_replace = [&] {
    require_no_journal(trees_.network, request.path);
    if (is_database_file(place) || is_database_file(FilePlace(trees_.network, request.path)))
      clear_beside(Side::local, request.path);
  };
  const auto pulled = pull_in_place(checked);
  if (!pulled) return std::nullopt;
  Delivered delivered{source, make_node(pulled->stat, trees_.local, ""), pulled->received,
                      *request.index};
  note_content(delivered, request.index->content,
               sqlite::read_header(place.dir.open_read(place.name)));
  return delivered;
}

// Without it the next reader has more to read, and that is all.
void Delivery::leave_index(const BlockIndex& index) const {
  try {
    if (options_.share_index) ShareIndexes(trees_.network).store(index);
  } catch (const Error&) {
    // A folder of somebody else's, or no room: the file itself is there.
  }
}

std::optional<BlockIndex> Delivery::renew_index(const std::string& path, const Node& before,
                                                const Node& now) const {
  if (is_same_version(before.identity(), now.identity())) return std::nullopt;
  try {
    auto index = find_index(path, before).index;
    if (!index) return std::nullopt;
    index->identity = now.identity();
    leave_index(*index);
    return index;
  } catch (const Error&) {
    return std::nullopt;  // the next change costs more, and that is all
  }
}

std::optional<BlockIndex> Delivery::move_index(const std::string& from, const std::string& to,
                                               const Node& file) const {
  try {
    auto index = find_index(from, file).index;
    if (!index) return std::nullopt;
    index->path = to;
    leave_index(*index);
    forget(from);
    return index;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void Delivery::forget(const std::string& path) const {
  try {
    if (options_.share_index) ShareIndexes(trees_.network).remove(path);
  } catch (const Error&) {
    // It is of no version that will ever be there again: nobody uses it.
  }
}

// What lies beside the old version of a database would be taken for a part of the new one. Beside
// anything but a database no such file is in use.
void Delivery::clear_beside(Side target, const std::string& path) const {
  const FilePlace place(trees_.at(target), path);
  const auto stat = place.dir.stat(place.name);
  const bool is_file = stat && stat->type == fs::FileType::regular;
  if (is_file && is_database_file(place)) require_not_in_use(place);
  clear_companions(place, path, target == Side::local ? local_trash_ : network_trash_);
}

void Delivery::check_database(const fs::Dir& dir, const std::string& name,
                              const std::string& path) const {
  if (const auto complaint = sqlite::first_complaint(dir, name))
    throw Error("the database \"" + path + "\" is damaged and was not brought over: " + *complaint,
                path);
}

}  // namespace smartsync::session
