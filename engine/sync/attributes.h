// A file's metadata: what it should be at the destination, and how it gets there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/compare.h"
#include "engine/sync/id_map.h"
#include "engine/tree/filter.h"

namespace smartsync::sync {

// Where a file that gets its metadata lies: a name in a directory ("" is the directory itself), and
// the open file if there is one. Refers to its parts.
struct AttributeTarget {
  const fs::Dir& dir;
  std::string_view name;
  const fs::File* file = nullptr;
};

// A file in the source, for the metadata that the list does not carry. `dir` need not be open if
// neither -X nor -A is wanted.
struct AttributeSource {
  fs::Dir dir;
  std::string name;  // "" is the directory itself
};

// Immutable after construction; may be used from several threads.
class Attributes {
 public:
  // `xattr_scope` has the filter rules for attribute names. Throws smartsync::Error for --chmod,
  // --usermap or --groupmap arguments that cannot be understood.
  Attributes(const Options& options, tree::FilterScope xattr_scope);

  // Names in --usermap and --groupmap that this machine does not know, as sentences.
  const std::vector<std::string>& warnings() const { return warnings_; }

  // May this process do what only root may: change owners, make devices?
  bool as_superuser() const { return superuser_; }

  // `existing` is the file at the destination, or null if there is none.
  Wanted wanted(const tree::Entry& entry, const fs::Stat* existing) const;

  // The permissions that the file itself gets when it is complete, where `now` is its stat. They
  // are not the wanted ones with --fake-super, which leaves its owner access and keeps the rest
  // aside, and where a new directory inherited its parent's setgid bit.
  std::uint16_t own_permissions(const tree::Entry& entry, const Wanted& wanted,
                                const fs::Stat& now) const;

  // All that differs between `entry` and the existing file, as itemized.
  ItemFlags differences(const tree::Entry& entry, const AttributeSource& source, const fs::Dir& dir,
                        std::string_view name, const fs::Stat& existing, bool moves) const;

  // Gives the target the entry's metadata where it differs from `now`, the target's own stat.
  // `wanted` tells what is to be set; directories keep the owner's rwx if `keep_access`, and their
  // times are left alone, as both are set when their content is complete.
  // Returns false after telling `problem` what could not be set.
  struct Problem {
    virtual ~Problem() = default;
    virtual void report(const std::string& sentence) = 0;
  };
  bool apply(const tree::Entry& entry, const AttributeSource& source, AttributeTarget target,
             const fs::Stat& now, const Wanted& wanted, bool keep_access, Problem& problem) const;
  // Gives the target its owner alone.
  bool apply_owner(const Wanted& wanted, AttributeTarget target, const fs::Stat& now,
                   Problem& problem) const;
  bool apply_times(const tree::Entry& entry, AttributeTarget target, const fs::Stat& now,
                   Problem& problem) const;

 private:
  std::vector<fs::Xattr> kept_xattrs(const fs::Dir& dir, std::string_view path, fs::FileType type,
                                     tree::Side side) const;
  void copy_xattrs(const AttributeSource& source, const AttributeTarget& target,
                   fs::FileType type) const;
  bool keeps_xattr(const std::string& name, fs::FileType type, tree::Side side) const;
  void store_fake_super(const tree::Entry& entry, const AttributeTarget& target,
                        const Wanted& wanted) const;

  void add_maps();

  const Options& options_;
  std::vector<std::string> warnings_;
  tree::FilterScope xattr_scope_;
  bool superuser_;
  std::uint16_t umask_;
  IdMap users_;
  IdMap groups_;
};

}  // namespace smartsync::sync
