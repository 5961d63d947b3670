#include "engine/sync/xattrs.h"

#include <algorithm>
#include <utility>

#include "engine/sync/acl.h"

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
    : options_(options), scope_(std::move(scope)), superuser_(superuser), owners_(owners) {}

bool Xattrs::travels(const std::string& name, fs::FileType type, tree::Side side) const {
  if (is_acl(name))
    return options_.acls && type != fs::FileType::symlink &&
           (name == acl_access || type == fs::FileType::directory);
  if (options_.xattrs == 0) return false;
  if (name.starts_with("user.rsync.") && (options_.xattrs < 2 || options_.fake_super)) return false;
  const auto verdict = scope_.check_xattr(side, name);
  if (verdict != tree::Verdict::none) return verdict == tree::Verdict::include;
  if (name.starts_with("system.")) return false;
  return superuser_ || name.starts_with("user.");
}

std::vector<fs::Xattr> Xattrs::wanted(const tree::Entry& entry,
                                      const AttributeSource& source) const {
  const bool link = entry.type == fs::FileType::symlink;
  const bool follow = !link && options_.follows_source_links();
  std::vector<fs::Xattr> all =
      source.dir.xattrs(source.name, follow ? fs::Follow::yes : fs::Follow::no);
  std::erase_if(all, [&](const fs::Xattr& xattr) {
    return !travels(xattr.name, entry.type, tree::Side::sender);
  });
  for (fs::Xattr& xattr : all) {
    auto acl = is_acl(xattr.name) ? Acl::parse(xattr.value) : std::nullopt;
    if (!acl) continue;
    acl->map_ids([this](std::uint32_t id) { return owners_.uid(id); },
                 [this](std::uint32_t id) { return owners_.gid(id); });
    if (xattr.name == acl_access) acl->set_permissions(entry.permissions);
    xattr.value = acl->format();
  }
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
        flags |= is_acl(xattr.name) ? item::acl : item::xattr;
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
