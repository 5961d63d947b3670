// The filter rules that are asked about what the source arguments name. As with rsync these are not
// just those of the transfer's root: rules of directories that were looked into stay in force.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/tree/filter.h"

namespace smartsync::tree {

// `root` is always the absolute path of the directory in which the transfer's names start for the
// argument at hand.
class ArgumentRules {
 public:
  ArgumentRules(std::shared_ptr<const FilterRules> rules, bool incremental)
      : rules_(std::move(rules)), incremental_(incremental) {}

  // What is asked about an argument, and stands in the parent of a directory that it names.
  FilterScope in_force(const std::string& root) const;
  bool any_kept() const { return kept_.has_value(); }
  // Where the way to what an argument names begins (-R).
  FilterScope at_start(const std::string& root) const;
  // An argument was found at the end of a way. In a complete list the rules of that directory stay
  // in force until another argument has a way.
  void was_in(const FilterScope& way);
  // The rules for the content of the root itself. In an incremental list those of the first
  // argument whose content is meant stay, for everything.
  FilterScope enter_root(const std::string& root, const ReadFile& reader);

 private:
  std::shared_ptr<const FilterRules> rules_;
  bool incremental_;
  std::optional<FilterScope> kept_;
};

// `scope`, which stands in the root, as it stands at the end of `way`: each directory is in the one
// before it.
FilterScope enter_way(FilterScope scope, const std::vector<std::string>& way,
                      const ReadFile& reader);

}  // namespace smartsync::tree
