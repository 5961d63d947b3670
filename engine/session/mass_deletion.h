// Deletions that are so many that a person has to mean them.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/session/plan.h"

namespace smartsync::session {

struct MassDeletion {
  Side side;
  std::size_t deletions;
};

// The sides on which the plan would delete more than 20 files and folders, and more than half of
// the `known` ones.
std::vector<MassDeletion> mass_deletions(const Plan& plan, std::size_t known);

}  // namespace smartsync::session
