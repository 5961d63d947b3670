#include "engine/session/survey.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include "engine/fs/error.h"
#include "engine/fs/letter_case.h"
#include "engine/fs/process.h"
#include "engine/session/change.h"
#include "engine/session/databases.h"
#include "engine/session/delivery.h"
#include "engine/session/files/target_file.h"
#include "engine/session/files/temporary.h"
#include "engine/session/patch/journal.h"
#include "engine/session/patch/journal_file.h"
#include "engine/session/reconcile.h"
#include "engine/sqlite/companions.h"
#include "engine/tree/task_pool.h"

namespace smartsync::session {

namespace {

double seconds_of(fs::Time time) {
  return static_cast<double>(time.seconds) + 1e-9 * time.nanoseconds;
}

// How far apart two times of a filesystem must be to be different for certain. One that never
// shows a fraction of a second keeps whole ones, or FAT's two.
double granularity(const Snapshot& tree) {
  const bool fractions = std::any_of(tree.nodes.begin(), tree.nodes.end(), [](const auto& entry) {
    return entry.second.modified.nanoseconds != 0;
  });
  return fractions ? 0.02 : 2.1;
}

// Whether the headers of two databases tell that all their content is in them, and differs.
bool headers_differ(const Node& then, const Node& now) {
  return then.is_database() && now.is_database() && !then.is_in_use() && !now.is_in_use() &&
         then.database->change_counter != now.database->change_counter;
}

}  // namespace

Survey::Survey(const Trees& trees, const Base& base, const SurveyOptions& options)
    : trees_(trees), base_(base), options_(options) {
  std::exception_ptr failure;
  std::thread network([&] {
    try {
      scan(Side::network);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  try {
    scan(Side::local);
  } catch (...) {
    network.join();
    throw;
  }
  network.join();
  if (failure) std::rethrow_exception(failure);
  if (stops()) return;
  for (const Side side : {Side::local, Side::network})
    note_databases_beside(found_.at(other(side)), found_.at(side), trees_.at(side), base_, side,
                          side == Side::local ? options_.local_threads : options_.network_threads,
                          [&](const std::string& sentence) { options_.problem(side, sentence); });
  let_time_pass();
  hash_suspects();
  unify();
}

void Survey::scan(Side side) {
  SnapshotOptions options;
  options.ignored = options_.ignored;
  options.threads = side == Side::local ? options_.local_threads : options_.network_threads;
  options.problem = [this, side](const std::string& sentence) { options_.problem(side, sentence); };
  options.must_stop = options_.must_stop;
  found_.at(side) = take_snapshot(trees_.at(side).path(), options);
  found_.at(side).ignores_case = fs::ignores_case(trees_.at(side), session_directory);
  for (const std::string& path : found_.at(side).vanished)
    if (base_.contains(path))
      options.problem("\"" + trees_.at(side).path_of(path) +
                      "\" was taken away just now: it is left for the next run");
  note_databases(found_.at(side), trees_.at(side), base_, side, options.threads, options.problem);
  leave_unfinished(side);
}

// Looked at after the scan, so that no journal that was written meanwhile is missed.
void Survey::leave_unfinished(Side side) {
  Snapshot& tree = found_.at(side);
  const fs::Dir& root = trees_.at(side);
  try {
    const std::set<std::string> journals = journals_in(root);
    if (journals.empty()) return;
    for (const auto& [path, node] : tree.nodes) {
      if (!node.is_regular() || !journals.contains(journal_name(path))) continue;
      tree.unknown.push_back(path);
      for (const auto kind : sqlite::all_companions)
        tree.unknown.push_back(sqlite::companion_of(path, kind));
      const std::string change = "a change of \"" + root.path_of(path) + "\" is not finished yet: ";
      if (options_.unfinished) {
        options_.unfinished(change + "the next run finishes it, or leaves it to who is at work");
      } else {
        options_.problem(side, change + "it is left for the next run");
      }
    }
  } catch (const Error& error) {
    tree.unknown.emplace_back();
    options_.problem(side, error.what());
  }
}

void Survey::let_time_pass() const {
  double wait = 0;
  for (const Side side : {Side::local, Side::network}) {
    const Snapshot& tree = found_.at(side);
    const double margin = granularity(tree);
    const double passed = fs::monotonic_seconds() - options_.network_now_at;
    const double now =
        side == Side::local ? seconds_of(fs::now()) : seconds_of(options_.network_now) + passed;
    for (const auto& [path, node] : tree.nodes) {
      const double age = now - seconds_of(node.modified);
      // What lies in the future was set so: it is no clock's.
      if (node.is_regular() && age > -margin && age < margin) wait = std::max(wait, margin - age);
    }
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(wait));
}

void Survey::hash(Side side, const std::string& path, Node& node) const {
  if (node.content || node.is_in_use() || stops()) return;
  try {
    const fs::File file = trees_.at(side).open_read(spelling_.before(side, path));
    require_version(file, node.identity());
    node.content = content_of(file, node.size < Delivery::large ? 1 : 2);
    require_version(file, node.identity());
  } catch (const Error&) {
    // It stays unknown, and counts as changed.
  }
}

// A local file that was written again, or only touched, costs less to read than to send.
void Survey::hash_suspects() {
  tree::TaskPool pool(options_.local_threads);
  for (auto& [path, node] : found_.local.nodes) {
    const auto known = base_.find(path);
    if (known == base_.end() || !known->second.local.content) continue;
    // The other side's size is that of the content that went over, also of a database in use.
    if (known->second.network.size != node.size || headers_differ(known->second.local, node) ||
        change_of(&known->second.local, &node) != Change::content)
      continue;
    pool.submit([this, &path = path, &node = node] { hash(Side::local, path, node); });
  }
}

void Survey::unify() {
  spelling_ = unify_spelling(base_, found_);
  for (const auto& [side, path, beside] : spelling_.homeless)
    options_.problem(side, "\"" + trees_.at(side).path_of(path) + "\" stays where it is: " +
                               (side == Side::local ? "the network drive" : "the staging copy") +
                               " takes it for the same name as \"" + beside +
                               "\"; rename one of them");
}

Plan Survey::plan(const PlanOptions& options) {
  Plan plan = plan_now(options);
  if (plan.unsure.empty()) return plan;
  {
    tree::TaskPool pool(options_.network_threads);
    for (const std::string& path : plan.unsure)
      for (const Side side : {Side::local, Side::network}) {
        Node& node = found_.at(side).nodes.at(path);
        pool.submit([this, side, &path, &node] { hash(side, path, node); });
      }
  }
  return plan_now(options);
}

Plan Survey::plan_now(const PlanOptions& options) const {
  Plan plan = reconcile(base(), found_.local, found_.network, options);
  plan.actions.insert(plan.actions.begin(), spelling_.renames.begin(), spelling_.renames.end());
  for (const auto& [from, to] : spelling_.moved)
    plan.respelled.push_back({from, to, spelling_.base->at(to)});
  return plan;
}

}  // namespace smartsync::session
