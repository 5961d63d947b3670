// What differs between an entry of the list and the file at its destination. Pure functions.
#pragma once

#include <cstdint>

#include "engine/fs/types.h"
#include "engine/sync/events.h"
#include "engine/sync/options.h"
#include "engine/tree/entry.h"

namespace smartsync::sync {

// Equal as --modify-window counts: to the second (0), within so many seconds, or to the
// nanosecond (-1).
bool same_time(fs::Time a, fs::Time b, int modify_window);

// Access times travel in whole seconds and are compared so.
bool same_access(fs::Time a, fs::Time b, int modify_window);
// Later by more than the window.
bool is_newer(fs::Time a, fs::Time b, int modify_window);

// --append: nothing is to be added to what exists. A disk is taken to be larger than any file.
bool appends_nothing(const Options& options, const tree::Entry& entry, const fs::Stat& existing);
// -u: what exists stays as it is, for it is newer than the entry.
bool stays_as_newer(const Options& options, const tree::Entry& entry, const fs::Stat& existing);

// Whether the times of this type of file are kept (-t, -O, -J; -U, -UU).
bool keeps_modified(const Options& options, fs::FileType type);
bool keeps_accessed(const Options& options, fs::FileType type);

// item::modified_time if a file of this type that is made anew gets the time of its making.
ItemFlags new_time(const Options& options, fs::FileType type);

// rsync's quick check: may the content of a regular file be taken as equal without reading it?
// With -c it only tells that the sizes allow equality: the content must then be compared.
bool quick_check(const Options& options, const tree::Entry& entry, const fs::Stat& existing);

// What an entry's metadata should be at the destination, after id maps, --chmod and umask.
struct Wanted {
  std::uint16_t permissions = 0;
  bool set_permissions = false;  // they are wanted exactly
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  bool set_uid = false;
  bool set_gid = false;
};

// The differences in times, permissions and owners, and for a regular file in size. `moves`: its
// content is moved or it is made anew, so a time that is not kept becomes that of the transfer.
ItemFlags attribute_differences(const Options& options, const tree::Entry& entry,
                                const Wanted& wanted, const fs::Stat& existing, bool moves);

}  // namespace smartsync::sync
