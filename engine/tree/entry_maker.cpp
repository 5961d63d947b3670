#include "engine/tree/entry_maker.h"

#include <memory>

#include "engine/fs/process.h"
#include "engine/tree/fake_super.h"
#include "engine/tree/links.h"

namespace smartsync::tree {

bool EntryMaker::hides(const FilterScope& scope, const std::string& path, bool is_directory) const {
  if (options_.filters->empty()) return false;
  const FilterRule* rule = scope.decisive(Side::sender, path, is_directory);
  if (rule == nullptr) return false;
  report_.filtered(path, is_directory, *rule);
  return !rule->include;
}

bool EntryMaker::is_copied_as_unsafe(const fs::Dir& dir, std::string_view name,
                                     const std::string& path) const {
  if (!options_.copy_unsafe_links || options_.copy_links) return false;
  const std::string target = dir.read_link(name);
  if (!is_unsafe_link(target, path)) return false;
  report_.copied_unsafe_link(path, target);
  return true;
}

std::optional<fs::Stat> EntryMaker::follow_link(const fs::Dir& dir, std::string_view name,
                                                const std::string& path,
                                                const fs::Stat& link) const {
  const bool unsafe = is_copied_as_unsafe(dir, name, path);
  if (!options_.copy_links && !unsafe && !options_.copy_dirlinks) return link;
  if (options_.copy_links || unsafe) return dir.stat(name, fs::Follow::yes);
  try {
    const auto target = dir.stat(name, fs::Follow::yes);
    if (target && target->type == fs::FileType::directory) return target;
  } catch (const Error&) {  // -k: what leads nowhere leads to no directory
  }
  return link;
}

Error EntryMaker::no_referent(const fs::Dir& dir, std::string_view name) {
  const std::string typed = dir.path_of(name);
  return Error("symlink has no referent: \"" + typed + "\"", typed);
}

// What a file stands for. One that does not let that be read stands for itself.
void EntryMaker::look_behind(fs::Stat& stat, const fs::Dir& dir, std::string_view name) const {
  try {
    apply_fake_super(dir, name, stat);
  } catch (const Error& error) {
    report_.unreadable_attribute(error);
  }
}

// --copy-devices. When its content changed last is not known, so it counts as changed now. One that
// cannot be opened is told when it is to be read.
void EntryMaker::take_as_file(fs::Stat& device, const fs::Dir& dir, std::string_view name) {
  const bool has_size = device.type == fs::FileType::block_device;
  device.type = fs::FileType::regular;
  device.modified.seconds = fs::now().seconds;
  device.size = 0;
  if (!has_size) return;
  try {
    device.size = dir.open_read(name, {.follow = fs::Follow::yes}).stat().size;
  } catch (const Error&) {
    return;
  }
}

// Asked one by one only where the listing did not tell. What vanished meanwhile has no names left.
bool EntryMaker::has_other_names(const fs::Stat& stat, const fs::Dir& dir, std::string_view name) {
  if (stat.type == fs::FileType::directory) return false;
  if (stat.links > 0) return stat.links > 1;
  const auto asked = dir.stat(name);
  return asked && asked->links > 1;
}

Entry EntryMaker::make(const fs::Stat& found, std::uint16_t origin, const fs::Dir& dir,
                       std::string_view name) const {
  fs::Stat stat = found;
  if (options_.copy_devices && fs::is_device(found.type)) take_as_file(stat, dir, name);
  if (options_.fake_super) look_behind(stat, dir, name);
  if (options_.names && !name.empty()) options_.names->check_name(name, dir.path_of(name));
  Entry entry;
  entry.type = stat.type;
  entry.origin = origin;
  entry.permissions = stat.permissions;
  entry.uid = stat.uid;
  entry.gid = stat.gid;
  entry.modified_seconds = stat.modified.seconds;
  entry.modified_nanoseconds = stat.modified.nanoseconds;
  const bool link = stat.type == fs::FileType::symlink;
  if (!fs::is_device(stat.type) && !fs::is_special(stat.type)) entry.size = stat.size;
  const bool shared = options_.hard_links && has_other_names(stat, dir, name);
  const bool identified = shared || (options_.identities && entry.is_regular());
  if (link || identified || fs::is_device(stat.type) || options_.times_extra) {
    entry.extra = std::make_unique<EntryExtra>();
    if (link)
      entry.extra->link_target = found.type == fs::FileType::symlink
                                     ? dir.read_link(name)
                                     : read_stand_in_for_link(dir, name);
    if (link && options_.names)
      options_.names->check_target(entry.extra->link_target, dir.path_of(name));
    entry.extra->rdev = stat.rdev;
    entry.extra->accessed = stat.accessed;
    entry.extra->created = stat.created;
    entry.extra->linked = shared;
    entry.extra->device = stat.device;
    entry.extra->inode = stat.inode;
  }
  return entry;
}

}  // namespace smartsync::tree
