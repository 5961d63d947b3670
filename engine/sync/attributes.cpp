#include "engine/sync/attributes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/fs/users.h"
#include "engine/sync/acl.h"
#include "engine/tree/fake_super.h"

namespace smartsync::sync {

namespace {

// rsync's -E: execute permission for everyone who may read, or for nobody.
std::uint16_t with_executability(std::uint16_t permissions, bool executable) {
  if (!executable) return permissions & static_cast<std::uint16_t>(~0111);
  if ((permissions & 0111) != 0) return permissions;
  return static_cast<std::uint16_t>(permissions | ((permissions & 0444) >> 2));
}

// What a file that stands for another with --fake-super may have itself.
std::uint16_t fake_permissions(const tree::Entry& entry, std::uint16_t permissions) {
  return static_cast<std::uint16_t>((permissions & 0777) | (entry.is_directory() ? 0700 : 0600));
}

bool owner_differs(const Wanted& wanted, const fs::Stat& now) {
  return (wanted.set_uid && wanted.uid != now.uid) || (wanted.set_gid && wanted.gid != now.gid);
}

// Runs `step`; a failure is told to `problem`.
bool attempt(Attributes::Problem& problem, const std::function<void()>& step) {
  try {
    step();
    return true;
  } catch (const Error& error) {
    problem.report(error);
    return false;
  }
}

void set_permissions(const AttributeTarget& target, std::uint16_t permissions) {
  if (target.file)
    target.file->set_permissions(permissions);
  else
    target.dir.set_permissions(target.name, permissions);
}

void set_times(const AttributeTarget& target, std::optional<fs::Time> accessed,
               std::optional<fs::Time> modified) {
  if (target.file)
    target.file->set_times(accessed, modified);
  else
    target.dir.set_times(target.name, accessed, modified);
}

void set_owner(const AttributeTarget& target, std::optional<std::uint32_t> uid,
               std::optional<std::uint32_t> gid) {
  if (target.file)
    target.file->set_owner(uid, gid);
  else
    target.dir.set_owner(target.name, uid, gid);
}

fs::Stat own_stat(const AttributeTarget& target) {
  if (target.file) return target.file->stat();
  if (target.name.empty()) return target.dir.stat_self();
  return target.dir.stat(target.name).value_or(fs::Stat{});
}

}  // namespace

Attributes::Attributes(const Options& options, tree::FilterScope xattr_scope)
    : options_(options),
      superuser_(options.super.value_or(fs::is_superuser() && !options.fake_super)),
      umask_(fs::current_umask()),
      owners_(options),
      xattrs_(options, std::move(xattr_scope), superuser_, owners_) {}

std::uint16_t Attributes::default_permissions(const fs::Dir& dir) const {
  // Nobody asks for them with -p, which every other option that needs the list implies.
  const auto value = options_.perms || !dir.is_open() ? std::nullopt : dir.xattr("", acl_default);
  const auto acl = value ? Acl::parse(*value) : std::nullopt;
  return acl ? acl->permissions() : static_cast<std::uint16_t>(0777 & ~umask_);
}

Wanted Attributes::wanted(const tree::Entry& entry, const fs::Stat& predecessor) const {
  return wanted(entry, predecessor, (entry.permissions & 0111) != 0);
}

Wanted Attributes::wanted(const tree::Entry& entry, const fs::Stat& predecessor,
                          bool executable) const {
  Wanted wanted = wanted_owner(owners_.uid(entry.uid), owners_.gid(entry.gid));
  wanted.permissions = predecessor.permissions;
  wanted.set_permissions = options_.perms;
  if (options_.perms) {
    wanted.permissions = entry.permissions;
  } else if (options_.executability && entry.is_regular()) {
    wanted.permissions = with_executability(predecessor.permissions, executable);
    wanted.set_permissions = true;
  }
  return wanted;
}

Wanted Attributes::wanted_new(const tree::Entry& entry, std::uint16_t default_permissions) const {
  Wanted wanted = wanted_owner(owners_.uid(entry.uid), owners_.gid(entry.gid));
  wanted.permissions = options_.perms ? entry.permissions : entry.permissions & default_permissions;
  wanted.set_permissions = options_.perms;
  return wanted;
}

Wanted Attributes::wanted_owner(std::uint32_t uid, std::uint32_t gid) const {
  Wanted wanted;
  wanted.uid = uid;
  wanted.gid = gid;
  wanted.set_uid = options_.owner && (superuser_ || options_.fake_super);
  wanted.set_gid =
      options_.group && (superuser_ || options_.fake_super || fs::in_group(wanted.gid));
  return wanted;
}

std::uint16_t Attributes::own_permissions(const tree::Entry& entry, const Wanted& wanted,
                                          const fs::Stat& now) const {
  if (options_.fake_super) return fake_permissions(entry, wanted.permissions);
  // Who is not root opens a directory to work in it; as with rsync it is closed again, exactly,
  // only if it is not to be written to.
  const bool opened = entry.is_directory() && !superuser_ && (wanted.permissions & 0700) != 0700;
  if (opened && (wanted.permissions & 0200) != 0)
    return static_cast<std::uint16_t>(wanted.permissions | 0700);
  if (options_.perms || !entry.is_directory() || opened) return wanted.permissions;
  return static_cast<std::uint16_t>(wanted.permissions | (now.permissions & 02000));
}

ItemFlags Attributes::differences(const tree::Entry& entry, const AttributeSource& source,
                                  const fs::Dir& dir, std::string_view name,
                                  const fs::Stat& existing, const Wanted& target,
                                  bool moves) const {
  const ItemFlags flags = attribute_differences(options_, entry, target, existing, moves);
  if (!xattrs_.any()) return flags;
  return flags | xattrs_.differences(xattrs_.wanted(entry, source, entry.permissions), dir, name,
                                     existing.type);
}

bool Attributes::apply(const tree::Entry& entry, const AttributeSource& source,
                       AttributeTarget target, const fs::Stat& now, const Wanted& wanted,
                       bool keep_access, Problem& problem) const {
  std::optional<std::vector<fs::Xattr>> xattrs;
  const int access = entry.is_directory() && keep_access ? 0700 : 0;
  const bool read = !xattrs_.any() || attempt(problem, [&] {
    xattrs = xattrs_.wanted(entry, source, static_cast<std::uint16_t>(wanted.permissions | access));
  });
  return apply_with(xattrs, entry, target, now, wanted, keep_access, problem) && read;
}

bool Attributes::apply_like(const AttributeSource& original, AttributeTarget made,
                            Problem& problem) const {
  fs::Stat like = own_stat({original.dir, original.name});
  if (options_.fake_super) tree::apply_fake_super(original.dir, original.name, like);
  tree::Entry entry;
  entry.type = like.type;
  entry.permissions = like.permissions;
  entry.modified_seconds = like.modified.seconds;
  entry.modified_nanoseconds = like.modified.nanoseconds;
  entry.extra = std::make_unique<tree::EntryExtra>();
  entry.extra->accessed = like.accessed;
  entry.extra->created = like.created;
  Wanted wanted = wanted_owner(like.uid, like.gid);
  wanted.set_gid = wanted.set_gid || (options_.group && fs::is_superuser());
  wanted.permissions = like.permissions;
  std::optional<std::vector<fs::Xattr>> xattrs;
  if (entry.is_directory() ? options_.acls : xattrs_.any())
    xattrs = entry.is_directory() ? xattrs_.lists(original.dir)
                                  : xattrs_.existing(original.dir, original.name, entry.type);
  return apply_with(xattrs, entry, made, own_stat(made), wanted, false, problem);
}

bool Attributes::apply_with(const std::optional<std::vector<fs::Xattr>>& xattrs,
                            const tree::Entry& entry, AttributeTarget target, const fs::Stat& now,
                            const Wanted& wanted, bool keep_access, Problem& problem) const {
  bool done = true;
  const bool fake = options_.fake_super;
  const bool link = entry.type == fs::FileType::symlink && !fake;
  std::uint16_t permissions = now.permissions;
  if (!fake && owner_differs(wanted, now)) {
    // The rest was meant for that owner.
    if (!apply_owner(wanted, target, now, problem)) return false;
    // A change of owner may have taken these bits away.
    if ((permissions & 06000) != 0) permissions = 0xffff;
  }
  if (xattrs)
    done &= attempt(problem, [&] { xattrs_.set(*xattrs, target.dir, target.name, entry.type); });
  if (fake) permissions = own_stat(target).permissions;  // `now` may be what the file stands for
  if (!link) {
    std::uint16_t goal = own_permissions(entry, wanted, now);
    if (entry.is_directory() && keep_access) goal |= 0700;
    if (goal != permissions) done &= attempt(problem, [&] { set_permissions(target, goal); });
  }
  // A file of one's own that may not be written to takes no attributes either.
  if (fake) done &= attempt(problem, [&] { store_fake_super(entry, target, wanted); });
  // A mode that was set after the list changed its mask: the list has the last word.
  for (const fs::Xattr& xattr : xattrs.value_or(std::vector<fs::Xattr>{}))
    if (xattr.name == acl_access)
      done &= attempt(problem, [&] { target.dir.set_xattr(target.name, acl_access, xattr.value); });
  if (!entry.is_directory()) done &= apply_times(entry, target, now, problem);
  return done;
}

bool Attributes::has_owner(const Wanted& wanted, const fs::Stat& now) const {
  return options_.fake_super || !owner_differs(wanted, now);
}

bool Attributes::apply_owner(const Wanted& wanted, AttributeTarget target, const fs::Stat& now,
                             Problem& problem) const {
  if (has_owner(wanted, now)) return true;
  // To the system it means that the owner stays.
  constexpr std::uint32_t nobody_at_all = UINT32_MAX;
  if ((wanted.set_uid && wanted.uid == nobody_at_all) ||
      (wanted.set_gid && wanted.gid == nobody_at_all)) {
    const std::string path = target.dir.path_of(target.name);
    problem.report(
        Error("cannot set the owner of \"" + path + "\": 4294967295 is no user or group", path));
    return true;
  }
  const auto changed = [](bool wanted_at_all, std::uint32_t goal, std::uint32_t is) {
    return wanted_at_all && goal != is ? std::optional(goal) : std::nullopt;
  };
  return attempt(problem, [&] {
    set_owner(target, changed(wanted.set_uid, wanted.uid, now.uid),
              changed(wanted.set_gid, wanted.gid, now.gid));
  });
}

bool Attributes::apply_times(const tree::Entry& entry, AttributeTarget target, const fs::Stat& now,
                             Problem& problem) const {
  bool done = true;
  std::optional<fs::Time> accessed, modified;
  // A file whose content was just written or compared gets its exact time, even if it was made in
  // the same second; of others the nanoseconds are not looked at.
  const bool exact = target.file || (options_.checksum && entry.is_regular());
  const auto differs = [&](fs::Time wanted, fs::Time is) {
    return exact ? wanted != is : !same_time(wanted, is, options_.modify_window);
  };
  // With --fake-super a symlink that was just made is the regular file that it is on disk.
  if (keeps_modified(options_, now.type) && differs(entry.modified(), now.modified))
    modified = entry.modified();
  if (keeps_accessed(options_, entry.type) && entry.extra) {
    // Access times travel in seconds. Setting the other time must not touch one that is right.
    const fs::Time wanted{entry.extra->accessed.seconds, 0};
    if (exact ? wanted != now.accessed : !same_access(wanted, now.accessed, options_.modify_window))
      accessed = wanted;
    else if (modified)
      accessed = now.accessed;
  }
  if (accessed || modified)
    done &= attempt(problem, [&] { set_times(target, accessed, modified); });
  if (options_.crtimes && entry.extra && entry.extra->created != now.created)
    done &= attempt(problem, [&] { target.dir.set_created(target.name, entry.extra->created); });
  return done;
}

void Attributes::store_fake_super(const tree::Entry& entry, const AttributeTarget& target,
                                  const Wanted& wanted) const {
  fs::Stat stat;
  stat.type = entry.type;
  stat.permissions = wanted.permissions;
  stat.uid = wanted.uid;
  stat.gid = wanted.gid;
  if (entry.extra) stat.rdev = entry.extra->rdev;
  const fs::Stat real = own_stat(target);
  const auto stored = target.dir.xattr(target.name, tree::fake_super_attribute);
  if (real.type == stat.type && real.uid == stat.uid && real.gid == stat.gid &&
      fake_permissions(entry, stat.permissions) == stat.permissions) {
    if (stored) target.dir.remove_xattr(target.name, tree::fake_super_attribute);
    return;
  }
  const std::string value = tree::format_fake_super(stat);
  if (stored != value) target.dir.set_xattr(target.name, tree::fake_super_attribute, value);
}

}  // namespace smartsync::sync
