// Looks at both trees and makes a plan of what it finds.
#pragma once

#include <functional>
#include <string>

#include "engine/session/plan.h"
#include "engine/session/snapshot.h"
#include "engine/session/spelling.h"
#include "engine/session/trees.h"

namespace smartsync::session {

struct SurveyOptions {
  std::shared_ptr<const tree::FilterRules> ignored;  // never null
  std::size_t network_threads = 1;                   // requests in flight
  std::size_t local_threads = 1;
  std::function<void(Side side, const std::string& sentence)> problem;
  // A file that a journal is about. Empty: that is a problem, too.
  std::function<void(const std::string& sentence)> unfinished{};
  std::function<bool()> must_stop{};  // true ends the work early: what was found is worth nothing
  // The network drive's clock, as it was told just now.
  fs::Time network_now;
  double network_now_at = 0;  // when, by fs::monotonic_seconds
};

class Survey {
 public:
  // Scans both sides at once, knows databases, and hashes local files that only may have changed. A
  // file that has a journal is unknown: what it holds may be half of something. What was found is
  // as if the plan's renames were carried out already. Returns when every change that it saw lies
  // so far back that a later one of the same file will have another time (git calls the others
  // racy).
  Survey(const Trees& trees, const Base& base, const SurveyOptions& options);

  Snapshots& found() { return found_; }
  const Snapshots& found() const { return found_; }

  // Reads and hashes, on both sides, files that only their hashes can tell apart.
  Plan plan(const PlanOptions& options);

 private:
  void scan(Side side);
  bool stops() const { return options_.must_stop && options_.must_stop(); }
  void leave_unfinished(Side side);
  void hash(Side side, const std::string& path, Node& node) const;
  void hash_suspects();
  void let_time_pass() const;
  void unify();
  Plan plan_now(const PlanOptions& options) const;
  const Base& base() const { return spelling_.base ? *spelling_.base : base_; }

  const Trees& trees_;
  const Base& base_;
  const SurveyOptions& options_;
  Snapshots found_;
  Spelling spelling_;
};

}  // namespace smartsync::session
