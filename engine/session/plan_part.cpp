#include "engine/session/plan_part.h"

#include <algorithm>
#include <set>

#include "engine/session/change.h"
#include "engine/session/session.h"

namespace smartsync::session {

void keep_conflicts(Plan& plan, const std::vector<std::string>& paths) {
  const PathSet wanted(paths.begin(), paths.end());
  PathSet settled;  // also the new names of what is set aside
  PathSet needed;   // the folders that they lie in
  for (const Conflict& conflict : plan.conflicts) {
    if (!is_within_one(conflict.path, wanted)) continue;
    settled.insert(conflict.path);
    if (!conflict.set_aside.empty()) settled.insert(conflict.set_aside);
  }
  for (const std::string& path : settled)
    for (std::string_view above = parent_of(path); !above.empty(); above = parent_of(above))
      needed.emplace(above);
  for (const std::string& path : paths)
    if (!settled.contains(path) && !needed.contains(path))
      throw Ended{ExitCode::usage, "there is no conflict about \"" + path + "\""};
  const auto is_other = [&](const std::string& path) { return !is_within_one(path, settled); };
  std::erase_if(plan.actions, [&](const Action& action) {
    const bool is_on_the_way = action.step == Step::make_directory && needed.contains(action.path);
    return action.step != Step::rename && !is_on_the_way && is_other(action.path);
  });
  std::erase_if(plan.conflicts, [&](const Conflict& other) { return is_other(other.path); });
  std::erase_if(plan.agreed, is_other);
  plan.kept.clear();
}

void leave_news(Plan& plan, const Snapshot& local, const Base& base) {
  std::erase_if(plan.actions, [&](const Action& action) {
    const bool brings = action.step == Step::copy || action.step == Step::make_directory;
    if (action.target != Side::local || action.conflict || !brings) return false;
    const auto here = local.nodes.find(action.path);
    if (here == local.nodes.end()) return true;
    const auto known = base.find(action.path);
    const Node* then = known == base.end() ? nullptr : &known->second.local;
    return change_of(then, &here->second) == Change::none;
  });
}

}  // namespace smartsync::session
