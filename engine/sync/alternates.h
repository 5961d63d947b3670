// Other trees that may hold what the destination lacks: --compare-dest, --copy-dest, --link-dest.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/attributes.h"
#include "engine/sync/run_state.h"

namespace smartsync::sync {

// A file of the entry's type and path in one of the trees.
struct Alternate {
  enum class Agreement { type, content, everything };
  fs::Dir dir;
  std::string name;
  fs::Stat stat;
  Agreement agreement = Agreement::type;
  // In metadata, as itemized of what is made after it; item::in_alternate if everything agrees.
  ItemFlags differences = 0;
};

// Tells of alternate trees that are not there, whether or not anything will be looked up in them.
void warn_of_missing_alternates(RunState& run);

class Alternates {
 public:
  explicit Alternates(RunState& run);

  bool any() const { return !trees_.empty(); }
  // The directories at `path` of the trees that have one.
  std::vector<fs::Dir> directories(const std::string& path) const;
  // The first file that agrees in everything, else the first in content, else the first of its
  // type. `executable`: the entry will be, at the destination.
  std::optional<Alternate> find(const tree::Entry& entry, const std::string& path,
                                const AttributeSource& source, bool executable) const;
  // The candidate, of the entry's type, with its agreement and its differences.
  Alternate compared(const tree::Entry& entry, const AttributeSource& source, Alternate candidate,
                     bool executable) const;

 private:
  // Symlinks on the way are followed, but not those of other users.
  std::optional<fs::Dir> open_in(const fs::Dir& tree, const std::string& path) const;
  bool same_content(const tree::Entry& entry, const Alternate& candidate,
                    const AttributeSource& source) const;

  RunState& run_;
  std::vector<fs::Dir> trees_;
};

}  // namespace smartsync::sync
