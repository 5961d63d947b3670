// Extended attributes and access control lists: which of them travel (-X, -A), and what becomes of
// them on the way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/acl.h"
#include "engine/sync/events.h"
#include "engine/sync/id_map.h"
#include "engine/sync/options.h"
#include "engine/tree/filter.h"

namespace smartsync::sync {

// A file in the source, for the metadata that the list does not carry. `dir` need not be open if
// neither -X nor -A is wanted.
struct AttributeSource {
  fs::Dir dir;
  std::string name;  // "" is the directory itself
};

// Immutable; may be used from several threads. Functions throw smartsync::Error.
class Xattrs {
 public:
  // `scope` has the filter rules for attribute names. Without the rights of a superuser only names
  // of "user." travel. `owners` must outlive this.
  Xattrs(const Options& options, tree::FilterScope scope, bool superuser, const OwnerMaps& owners);

  bool any() const { return options_.xattrs > 0 || options_.acls; }
  // What `entry` has to get: with mapped ids, and a list that agrees with these permissions.
  std::vector<fs::Xattr> wanted(const tree::Entry& entry, const AttributeSource& source,
                                std::uint16_t permissions) const;
  // The access control lists of a directory.
  std::vector<fs::Xattr> lists(const fs::Dir& dir) const;
  // What `dir/name` of the destination has of what travels.
  std::vector<fs::Xattr> existing(const fs::Dir& dir, std::string_view name,
                                  fs::FileType type) const;
  // item::xattr and item::acl, as far as `dir/name` of type `type` does not have what is wanted.
  ItemFlags differences(const std::vector<fs::Xattr>& wanted, const fs::Dir& dir,
                        std::string_view name, fs::FileType type) const;
  // Sets what is wanted and removes what else would travel.
  void set(const std::vector<fs::Xattr>& wanted, const fs::Dir& dir, std::string_view name,
           fs::FileType type) const;

 private:
  bool travels(const std::string& name, fs::FileType type, tree::Side side) const;
  // A list with mapped ids, and that of the file itself with its permissions. nullopt: it is
  // damaged.
  std::optional<std::string> adapted(const fs::Xattr& list, const tree::Entry& entry,
                                     std::uint16_t permissions) const;

  const Options& options_;
  tree::FilterScope scope_;
  bool superuser_;
  const OwnerMaps& owners_;
  AclNames acls_;
};

}  // namespace smartsync::sync
