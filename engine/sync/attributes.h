// A file's metadata: what it should be at the destination, and how it gets there.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"
#include "engine/sync/compare.h"
#include "engine/sync/id_map.h"
#include "engine/sync/xattrs.h"
#include "engine/tree/filter.h"

namespace smartsync::sync {

// Where a file that gets its metadata lies: a name in a directory ("" is the directory itself), and
// the open file if there is one. Refers to its parts.
struct AttributeTarget {
  const fs::Dir& dir;
  std::string_view name;
  const fs::File* file = nullptr;
};

// Immutable after construction; may be used from several threads.
class Attributes {
 public:
  // `xattr_scope` has the filter rules for attribute names. Throws smartsync::Error for --chmod,
  // --usermap or --groupmap arguments that cannot be understood.
  Attributes(const Options& options, tree::FilterScope xattr_scope);

  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const OwnerMaps& owners() const { return owners_; }
  // Names in --usermap and --groupmap that this machine does not know, as sentences.
  const std::vector<std::string>& warnings() const { return owners_.warnings(); }

  // May this process do what only root may: change owners, make devices?
  bool as_superuser() const { return superuser_; }

  // What `entry` should have where `predecessor` is, or was until now: where permissions are not
  // kept, they stay as they are.
  Wanted wanted(const tree::Entry& entry, const fs::Stat& predecessor) const;
  // The same for an entry whose executability (-E) is already decided.
  Wanted wanted(const tree::Entry& entry, const fs::Stat& predecessor, bool executable) const;
  // What it should have where nothing was. Where permissions are not kept, only those that the
  // directory allows remain.
  Wanted wanted_new(const tree::Entry& entry, std::uint16_t default_permissions) const;
  // What a directory allows what is made in it, by its default access control list or the umask.
  // Not to be relied on with -p.
  std::uint16_t default_permissions(const fs::Dir& dir) const;

  // The permissions that the file itself gets when it is complete, where `now` is its stat. They
  // are not the wanted ones with --fake-super, which leaves its owner access and keeps the rest
  // aside, and where a new directory inherited its parent's setgid bit.
  std::uint16_t own_permissions(const tree::Entry& entry, const Wanted& wanted,
                                const fs::Stat& now) const;

  // All that differs between `entry` and the existing file, as itemized. `target` is what the entry
  // should have there.
  ItemFlags differences(const tree::Entry& entry, const AttributeSource& source, const fs::Dir& dir,
                        std::string_view name, const fs::Stat& existing, const Wanted& target,
                        bool moves) const;

  // Gives the target the entry's metadata where it differs from `now`, the target's own stat.
  // `wanted` tells what is to be set; directories keep the owner's rwx if `keep_access`, and their
  // times are left alone, as both are set when their content is complete.
  // Returns false after telling `problem` what could not be set.
  struct Problem {
    virtual ~Problem() = default;
    virtual void report(const Error& error) = 0;
  };
  bool apply(const tree::Entry& entry, const AttributeSource& source, AttributeTarget target,
             const fs::Stat& now, const Wanted& wanted, bool keep_access, Problem& problem) const;
  // Gives what was made for a backup what the original has: permissions, with -o and -g its owner,
  // with -A its access control lists; a file also, with -X, -t and -U, the rest.
  bool apply_like(const AttributeSource& original, AttributeTarget made, Problem& problem) const;
  // Whether a file is its wanted owner's. If it could not become that, its permissions are left
  // alone: they were meant for that owner.
  bool has_owner(const Wanted& wanted, const fs::Stat& now) const;
  // Gives the target its owner alone.
  bool apply_owner(const Wanted& wanted, AttributeTarget target, const fs::Stat& now,
                   Problem& problem) const;
  bool apply_times(const tree::Entry& entry, AttributeTarget target, const fs::Stat& now,
                   Problem& problem) const;

 private:
  Wanted wanted_owner(std::uint32_t uid, std::uint32_t gid) const;
  // `xattrs`: those to have in place of the present ones, if any are to be set.
  bool apply_with(const std::optional<std::vector<fs::Xattr>>& xattrs, const tree::Entry& entry,
                  AttributeTarget target, const fs::Stat& now, const Wanted& wanted,
                  bool keep_access, Problem& problem) const;
  void store_fake_super(const tree::Entry& entry, const AttributeTarget& target,
                        const Wanted& wanted) const;

  const Options& options_;
  bool superuser_;
  std::uint16_t umask_;
  OwnerMaps owners_;
  Xattrs xattrs_;
};

}  // namespace smartsync::sync
