#include "engine/tree/argument_rules.h"

namespace smartsync::tree {

FilterScope ArgumentRules::in_force(const std::string& root) const {
  return kept_ ? kept_->in(root) : FilterScope(rules_, root);
}

FilterScope ArgumentRules::at_start(const std::string& root) const {
  return incremental_ ? in_force(root) : FilterScope(rules_, root);
}

void ArgumentRules::was_in(const FilterScope& way) {
  if (!incremental_) kept_ = way;
}

FilterScope ArgumentRules::enter_root(const std::string& root, const ReadFile& reader) {
  if (!kept_) kept_ = FilterScope(rules_, root).enter("", reader);
  return kept_->in(root);
}

FilterScope enter_way(FilterScope scope, const std::vector<std::string>& way,
                      const ReadFile& reader) {
  for (const std::string& directory : way) scope = scope.enter(directory, reader);
  return scope;
}

}  // namespace smartsync::tree
