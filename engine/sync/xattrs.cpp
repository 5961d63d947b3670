#include "engine/sync/xattrs.h"

#include <algorithm>
#include <utility>

namespace smartsync::sync {

namespace {

// The nine bits of a mode are itemized as permissions, not as a difference of lists.
std::vector<fs::Xattr> without_modes(std::vector<fs::Xattr> xattrs) {
  for (fs::Xattr& xattr : xattrs) {
    auto acl = xattr.name == acl_access ? Acl::parse(xattr.value) : std::nullopt;
    if (!acl) continue;
    acl->set_permissions(0);
    xattr.value = acl->format();
  }
  return xattrs;
}

}  // namespace

Xattrs::Xattrs(const Options& options, tree::FilterScope scope, bool superuser,
               const OwnerMaps& owners)
    : options_(options),
      scope_(std::move(scope)),
      superuser_(superuser),
      owners_(owners),
      acls_(options.fake_super) {}

bool Xattrs::travels(const std::string& name, fs::FileType type, tree::Side side) const {
  if (acls_.has(name))
    return options_.acls && type != fs::FileType::symlink &&
           (name == acls_.access || type == fs::FileType::directory);
  if (options_.xattrs == 0) return false;
  if (name.starts_with("user.rsync.") && (options_.xattrs < 2 || options_.fake_super)) return false;
  if (!superuser_ && !name.starts_with("user.")) return false;
  const auto verdict = scope_.check_xattr(side, name);
  if (verdict != tree::Verdict::none) return verdict == tree::Verdict::include;
  return !name.starts_with("system.");
}

std::vector<fs::Xattr> Xattrs::wanted(const tree::Entry& entry, const AttributeSource& source,
                                      std::uint16_t permissions) const {
  const bool link = entry.type == fs::FileType::symlink;
  const bool follow = !link && options_.follows_source_links();
  std::vector<fs::Xattr> all;
  for (fs::Xattr& xattr :
       source.dir.xattrs(source.name, follow ? fs::Follow::yes : fs::Follow::no)) {
    // What the receiver's rules protect is not taken from the sender either.
    if (!travels(xattr.name, entry.type, tree::Side::sender) ||
        !travels(xattr.name, entry.type, tree::Side::receiver))
      continue;
    if (acls_.has(xattr.name)) {
      auto value = adapted(xattr, entry, permissions);
      if (!value) continue;
      xattr.value = std::move(*value);
    }
    all.push_back(std::move(xattr));
  }
  return all;
}

std::optional<std::string> Xattrs::adapted(const fs::Xattr& list, const tree::Entry& entry,
                                           std::uint16_t permissions) const {
  // With --numeric-ids maps concern owners alone.
  const bool maps = !options_.numeric_ids;
  const auto uid = [&](std::uint32_t id) { return maps ? owners_.uid(id) : id; };
  const auto gid = [&](std::uint32_t id) { return maps ? owners_.gid(id) : id; };
  if (options_.fake_super) return map_fake_acl(list.value, uid, gid);
  auto acl = Acl::parse(list.value);
  if (!acl) return std::nullopt;
  acl->map_ids(uid, gid);
  if (list.name == acl_access) {
    acl->change_group(entry.permissions, permissions);
    acl->set_permissions(permissions);
  }
  return acl->format();
}

std::vector<fs::Xattr> Xattrs::lists(const fs::Dir& dir) const {
  std::vector<fs::Xattr> all = dir.xattrs("");
  std::erase_if(all, [this](const fs::Xattr& xattr) { return !acls_.has(xattr.name); });
  return all;
}

std::vector<fs::Xattr> Xattrs::existing(const fs::Dir& dir, std::string_view name,
                                        fs::FileType type) const {
  std::vector<fs::Xattr> all = dir.xattrs(name);
  std::erase_if(all, [&](const fs::Xattr& xattr) {
    return !travels(xattr.name, type, tree::Side::receiver);
  });
  return all;
}

ItemFlags Xattrs::differences(const std::vector<fs::Xattr>& wanted, const fs::Dir& dir,
                              std::string_view name, fs::FileType type) const {
  const std::vector<fs::Xattr> ours = without_modes(existing(dir, name, type));
  const std::vector<fs::Xattr> theirs = without_modes(wanted);
  ItemFlags flags = 0;
  const auto look_for = [&](const std::vector<fs::Xattr>& these,
                            const std::vector<fs::Xattr>& among) {
    for (const fs::Xattr& xattr : these)
      if (std::find(among.begin(), among.end(), xattr) == among.end())
        flags |= acls_.has(xattr.name) ? item::acl : item::xattr;
  };
  look_for(theirs, ours);
  look_for(ours, theirs);
  return flags;
}

void Xattrs::set(const std::vector<fs::Xattr>& wanted, const fs::Dir& dir, std::string_view name,
                 fs::FileType type) const {
  const std::vector<fs::Xattr> present = existing(dir, name, type);
  for (const fs::Xattr& xattr : wanted)
    if (std::find(present.begin(), present.end(), xattr) == present.end())
      dir.set_xattr(name, xattr.name, xattr.value);
  for (const fs::Xattr& xattr : present)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&](const fs::Xattr& other) { return other.name == xattr.name; }))
      dir.remove_xattr(name, xattr.name);
}

}  // namespace smartsync::sync
