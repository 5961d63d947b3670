#include "engine/sync/compare.h"

namespace smartsync::sync {

bool same_time(fs::Time a, fs::Time b, int modify_window) {
  if (modify_window < 0) return a == b;
  const std::int64_t apart = a.seconds > b.seconds ? a.seconds - b.seconds : b.seconds - a.seconds;
  return apart <= modify_window;
}

bool same_access(fs::Time a, fs::Time b, int modify_window) {
  return same_time({a.seconds, 0}, {b.seconds, 0}, modify_window);
}

bool is_newer(fs::Time a, fs::Time b, int modify_window) {
  return a > b && !same_time(a, b, modify_window);
}

bool stays_as_newer(const Options& options, const tree::Entry& entry, const fs::Stat& existing) {
  return options.update && existing.type == fs::FileType::regular &&
         is_newer(existing.modified, entry.modified(), options.modify_window);
}

bool appends_nothing(const Options& options, const tree::Entry& entry, const fs::Stat& existing) {
  return options.append &&
         (existing.type == fs::FileType::block_device || existing.size >= entry.size);
}

bool keeps_modified(const Options& options, fs::FileType type) {
  if (!options.times) return false;
  if (type == fs::FileType::directory) return !options.omit_dir_times;
  if (type == fs::FileType::symlink) return !options.omit_link_times;
  return true;
}

bool keeps_accessed(const Options& options, fs::FileType type) {
  if (type == fs::FileType::directory) return false;  // reading them is what a run does
  if (type == fs::FileType::symlink) return options.atimes > 0 && !options.omit_link_times;
  return options.atimes > 0;
}

ItemFlags new_time(const Options& options, fs::FileType type) {
  return keeps_modified(options, type) ? 0 : item::modified_time;
}

bool quick_check(const Options& options, const tree::Entry& entry, const fs::Stat& existing) {
  if (entry.size != existing.size) return false;
  if (options.checksum || options.size_only) return true;
  if (options.ignore_times) return false;
  return same_time(entry.modified(), existing.modified, options.modify_window);
}

ItemFlags attribute_differences(const Options& options, const tree::Entry& entry,
                                const Wanted& wanted, const fs::Stat& existing, bool moves) {
  ItemFlags flags = 0;
  if (entry.is_regular() && entry.size != existing.size) flags |= item::size;
  if (moves) flags |= new_time(options, entry.type);
  if (keeps_modified(options, entry.type) &&
      !same_time(entry.modified(), existing.modified, options.modify_window))
    flags |= item::modified_time;
  // Those two are set on a symlink, too, but not told.
  const bool link = entry.type == fs::FileType::symlink;
  if (!link && keeps_accessed(options, entry.type) && entry.extra &&
      !same_access(entry.extra->accessed, existing.accessed, options.modify_window))
    flags |= item::access_time;
  if (!link && options.crtimes && entry.extra &&
      !same_time(entry.extra->created, existing.created, options.modify_window))
    flags |= item::created_time;
  const bool links = link && existing.type == entry.type;
  if (!links && wanted.set_permissions && wanted.permissions != existing.permissions)
    flags |= item::permissions;
  if (wanted.set_uid && wanted.uid != existing.uid) flags |= item::owner;
  if (wanted.set_gid && wanted.gid != existing.gid) flags |= item::group;
  return flags;
}

}  // namespace smartsync::sync
