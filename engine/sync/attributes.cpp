#include "engine/sync/attributes.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/fs/users.h"
#include "engine/tree/fake_super.h"

namespace smartsync::sync {

namespace {

constexpr const char* acl_access = "system.posix_acl_access";
constexpr const char* acl_default = "system.posix_acl_default";

bool is_acl(const std::string& name) {
  return name == acl_access || name == acl_default;
}

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
    problem.report(error.what());
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

}  // namespace

Attributes::Attributes(const Options& options, tree::FilterScope xattr_scope)
    : options_(options),
      xattr_scope_(std::move(xattr_scope)),
      superuser_(options.super.value_or(fs::is_superuser() && !options.fake_super)),
      umask_(fs::current_umask()),
      users_("usermap", fs::user_id),
      groups_("groupmap", fs::group_id) {
  add_maps();
}

void Attributes::add_maps() {
  const auto add = [this](IdMap& map, const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments)
      for (std::string& warning : map.add(argument)) warnings_.push_back(std::move(warning));
  };
  add(users_, options_.usermap);
  add(groups_, options_.groupmap);
}

Wanted Attributes::wanted(const tree::Entry& entry, const fs::Stat* existing) const {
  Wanted wanted;
  const std::uint16_t permissions = entry.permissions;
  if (options_.perms) {
    wanted.permissions = permissions;
    wanted.set_permissions = true;
  } else if (existing) {
    wanted.permissions = existing->permissions;
    if (options_.executability && entry.is_regular()) {
      wanted.permissions = with_executability(existing->permissions, (permissions & 0111) != 0);
      wanted.set_permissions = true;
    }
  } else {
    wanted.permissions = static_cast<std::uint16_t>(permissions & 0777 & ~umask_);
  }
  // Source and destination know the same names: without a map an id stays what it is.
  const bool named = !options_.numeric_ids;
  wanted.uid = users_.empty()
                   ? entry.uid
                   : users_.map(entry.uid, named ? fs::user_name(entry.uid) : std::nullopt);
  wanted.gid = groups_.empty()
                   ? entry.gid
                   : groups_.map(entry.gid, named ? fs::group_name(entry.gid) : std::nullopt);
  wanted.set_uid = options_.owner && (superuser_ || options_.fake_super);
  wanted.set_gid =
      options_.group && (superuser_ || options_.fake_super || fs::in_group(wanted.gid));
  return wanted;
}

std::uint16_t Attributes::own_permissions(const tree::Entry& entry, const Wanted& wanted,
                                          const fs::Stat& now) const {
  if (options_.fake_super) return fake_permissions(entry, wanted.permissions);
  // Who is not root opens a directory to work in it, and then sets its permissions exactly.
  const bool set_exactly = !superuser_ && (wanted.permissions & 0700) != 0700;
  if (options_.perms || !entry.is_directory() || set_exactly) return wanted.permissions;
  return static_cast<std::uint16_t>(wanted.permissions | (now.permissions & 02000));
}

ItemFlags Attributes::differences(const tree::Entry& entry, const AttributeSource& source,
                                  const fs::Dir& dir, std::string_view name,
                                  const fs::Stat& existing, bool moves) const {
  ItemFlags flags =
      attribute_differences(options_, entry, wanted(entry, &existing), existing, moves);
  if (!options_.xattrs && !options_.acls) return flags;
  const auto split = [](std::vector<fs::Xattr> all) {
    std::pair<std::vector<fs::Xattr>, std::vector<fs::Xattr>> parts;
    for (auto& xattr : all)
      (is_acl(xattr.name) ? parts.second : parts.first).push_back(std::move(xattr));
    return parts;
  };
  const auto theirs = split(kept_xattrs(source.dir, source.name, entry.type, tree::Side::sender));
  const auto ours = split(kept_xattrs(dir, name, existing.type, tree::Side::receiver));
  if (theirs.first != ours.first) flags |= item::xattr;
  if (theirs.second != ours.second) flags |= item::acl;
  return flags;
}

bool Attributes::apply(const tree::Entry& entry, const AttributeSource& source,
                       AttributeTarget target, const fs::Stat& now, const Wanted& wanted,
                       bool keep_access, Problem& problem) const {
  bool done = true;
  const bool link = entry.type == fs::FileType::symlink;
  std::uint16_t permissions = now.permissions;
  const bool fake = options_.fake_super && !link;
  if (!fake && owner_differs(wanted, now)) {
    // The rest was meant for that owner.
    if (!apply_owner(wanted, target, now, problem)) return false;
    // A change of owner may have taken these bits away.
    if ((permissions & 06000) != 0) permissions = 0xffff;
  }
  if (options_.xattrs || options_.acls)
    done &= attempt(problem, [&] { copy_xattrs(source, target, entry.type); });
  if (fake) done &= attempt(problem, [&] { store_fake_super(entry, target, wanted); });
  if (!link) {
    std::uint16_t goal = own_permissions(entry, wanted, now);
    if (entry.is_directory() && keep_access) goal |= 0700;
    if (goal != permissions) done &= attempt(problem, [&] { set_permissions(target, goal); });
  }
  if (options_.acls && !link) {
    // A mode that was set after the list changed its mask: the list has the last word.
    const auto access = source.dir.xattr(source.name, acl_access);
    if (access)
      done &= attempt(problem, [&] { target.dir.set_xattr(target.name, acl_access, *access); });
  }
  if (!entry.is_directory()) done &= apply_times(entry, target, now, problem);
  return done;
}

bool Attributes::apply_owner(const Wanted& wanted, AttributeTarget target, const fs::Stat& now,
                             Problem& problem) const {
  if (options_.fake_super || !owner_differs(wanted, now)) return true;
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
  const bool is_due = target.file || (options_.checksum && entry.is_regular())
                          ? entry.modified() != now.modified
                          : !same_time(entry.modified(), now.modified, options_.modify_window);
  if (keeps_modified(options_, entry.type) && is_due) modified = entry.modified();
  // Access times are kept to the second. Setting the other time touches them, so both are set.
  if (keeps_accessed(options_, entry.type) && entry.extra &&
      (modified || !same_time(entry.extra->accessed, now.accessed, options_.modify_window)))
    accessed = fs::Time{entry.extra->accessed.seconds, 0};
  if (accessed || modified)
    done &= attempt(problem, [&] { set_times(target, accessed, modified); });
  if (options_.crtimes && entry.extra && entry.extra->created != now.created)
    done &= attempt(problem, [&] { target.dir.set_created(target.name, entry.extra->created); });
  return done;
}

bool Attributes::keeps_xattr(const std::string& name, fs::FileType type, tree::Side side) const {
  if (is_acl(name))
    return options_.acls && type != fs::FileType::symlink &&
           (name == acl_access || type == fs::FileType::directory);
  if (options_.xattrs == 0) return false;
  if (name.starts_with("user.rsync.") && (options_.xattrs < 2 || options_.fake_super)) return false;
  const auto verdict = xattr_scope_.check_xattr(side, name);
  if (verdict != tree::Verdict::none) return verdict == tree::Verdict::include;
  if (name.starts_with("system.")) return false;
  return superuser_ || name.starts_with("user.");
}

std::vector<fs::Xattr> Attributes::kept_xattrs(const fs::Dir& dir, std::string_view path,
                                               fs::FileType type, tree::Side side) const {
  std::vector<fs::Xattr> all = dir.xattrs(path);
  std::erase_if(all, [&](const fs::Xattr& x) { return !keeps_xattr(x.name, type, side); });
  return all;
}

void Attributes::copy_xattrs(const AttributeSource& source, const AttributeTarget& target,
                             fs::FileType type) const {
  const auto wanted = kept_xattrs(source.dir, source.name, type, tree::Side::sender);
  const auto existing = kept_xattrs(target.dir, target.name, type, tree::Side::receiver);
  for (const fs::Xattr& xattr : wanted)
    if (std::find(existing.begin(), existing.end(), xattr) == existing.end())
      target.dir.set_xattr(target.name, xattr.name, xattr.value);
  for (const fs::Xattr& xattr : existing)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&](const fs::Xattr& w) { return w.name == xattr.name; }))
      target.dir.remove_xattr(target.name, xattr.name);
}

void Attributes::store_fake_super(const tree::Entry& entry, const AttributeTarget& target,
                                  const Wanted& wanted) const {
  fs::Stat stat;
  stat.type = entry.type;
  stat.permissions = wanted.permissions;
  stat.uid = wanted.uid;
  stat.gid = wanted.gid;
  if (entry.extra) stat.rdev = entry.extra->rdev;
  const fs::Stat real = target.file           ? target.file->stat()
                        : target.name.empty() ? target.dir.stat_self()
                                              : target.dir.stat(target.name).value_or(fs::Stat{});
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
