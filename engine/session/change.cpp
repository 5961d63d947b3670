#include "engine/session/change.h"

namespace smartsync::session {

namespace {

// Not every database was known to be one: of a counter that was not noted nothing can be said.
bool is_same_database(const Node& then, const Node& now) {
  return then.database == now.database || (!then.is_database() && !now.is_in_use()) ||
         (!now.is_database() && !then.is_in_use());
}

Change change_of_file(const Node& then, const Node& now) {
  if (is_same_version(then.identity(), now.identity()) && is_same_database(then, now))
    return then.permissions == now.permissions ? Change::none : Change::metadata;
  // A database that was in use may have had another size than the content that was brought over.
  if (then.content && now.content && *then.content == *now.content) return Change::metadata;
  return Change::content;
}

}  // namespace

Change change_of(const Node* then, const Node* now) {
  if (then == nullptr) return now == nullptr ? Change::none : Change::created;
  if (now == nullptr) return Change::deleted;
  if (then->type != now->type) return Change::content;
  if (now->is_regular()) return change_of_file(*then, *now);
  if (now->is_directory())
    return then->permissions == now->permissions ? Change::none : Change::metadata;
  return then->link_target == now->link_target ? Change::none : Change::content;
}

bool same_time(fs::Time a, fs::Time b) {
  return a.seconds == b.seconds && a.nanoseconds / 100 == b.nanoseconds / 100;
}

Sameness compare(const Node& local, const Node& network, bool times_tell) {
  const auto answer = [](bool same) { return same ? Sameness::same : Sameness::different; };
  if (local.type != network.type) return Sameness::different;
  if (local.is_directory()) return Sameness::same;
  if (!local.is_regular()) return answer(local.link_target == network.link_target);
  if (local.size != network.size) return Sameness::different;
  if (local.content && network.content) return answer(*local.content == *network.content);
  // What lies beside a database in use is a part of its content.
  if (local.is_in_use() || network.is_in_use()) return Sameness::unsure;
  const bool fraction = local.modified.nanoseconds / 100 != 0;
  if (times_tell && fraction && same_time(local.modified, network.modified)) return Sameness::same;
  return Sameness::unsure;
}

}  // namespace smartsync::session
