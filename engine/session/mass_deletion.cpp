#include "engine/session/mass_deletion.h"

#include <algorithm>

namespace smartsync::session {

std::vector<MassDeletion> mass_deletions(const Plan& plan, std::size_t known) {
  constexpr std::size_t few = 20;
  std::vector<MassDeletion> found;
  for (const Side side : {Side::local, Side::network}) {
    const auto deletions =
        static_cast<std::size_t>(std::ranges::count_if(plan.actions, [side](const Action& action) {
          return action.target == side &&
                 (action.step == Step::remove || action.step == Step::clear);
        }));
    if (deletions > few && 2 * deletions > known) found.push_back({side, deletions});
  }
  return found;
}

}  // namespace smartsync::session
