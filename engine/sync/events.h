// What a run tells its caller while it works. The engine prints nothing: cli/ turns these calls
// into the lines that a person or a script reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/fs/types.h"
#include "engine/sync/exit_code.h"
#include "engine/tree/entry.h"
#include "engine/tree/filter_rule.h"

namespace smartsync::sync {

// What differs between an entry and its destination: the bits of an itemized change. The values
// are those of rsync's wire protocol, so that a peer's items need no translation.
using ItemFlags = std::uint32_t;
namespace item {
constexpr ItemFlags access_time = 1u << 0;
constexpr ItemFlags checksum =
    1u << 1;  // content differs (-c), a symlink's target, a device number
constexpr ItemFlags size = 1u << 2;
constexpr ItemFlags modified_time = 1u << 3;
constexpr ItemFlags permissions = 1u << 4;
constexpr ItemFlags owner = 1u << 5;
constexpr ItemFlags group = 1u << 6;
constexpr ItemFlags acl = 1u << 7;
constexpr ItemFlags xattr = 1u << 8;
constexpr ItemFlags created_time = 1u << 10;
constexpr ItemFlags link_name_follows = 1u << 12;  // Item::link_name is a hard link's other name
constexpr ItemFlags is_new = 1u << 13;
constexpr ItemFlags local_change = 1u << 14;  // created or copied without moving content
constexpr ItemFlags transfer = 1u << 15;      // content moves
// Not on the wire: an alternate tree has the same, with equal metadata.
constexpr ItemFlags in_alternate = 1u << 24;
// Nor is this: something was set that has no letter, so that the entry was not up to date.
constexpr ItemFlags set_silently = 1u << 25;
// Everything that -i shows as an attribute letter.
constexpr ItemFlags attributes = access_time | checksum | size | modified_time | permissions |
                                 owner | group | acl | xattr | created_time;
}  // namespace item

// One entry that was looked at. Valid only during the call.
struct Item {
  ItemFlags flags = 0;
  std::string_view path;  // relative to the transfer's root; "." is the root itself
  const tree::Entry* entry = nullptr;
  std::string_view link_name;        // with link_name_follows: the hard link's other name
  std::string_view source_path;      // as the user would type it (for %f)
  std::uint64_t bytes_moved = 0;     // literal data (for %b)
  std::uint64_t bytes_compared = 0;  // checksum data (for %c)
  std::string_view file_checksum;    // hex, if the content was hashed (for %C)
};

// Things worth saying about one path, besides items and errors.
enum class Notice {
  skipped_non_regular,
  skipped_directory,    // neither -r nor -d
  skipped_newer,        // -u
  skipped_existing,     // --ignore-existing; detail: how it differs, if wants_reasons()
  skipped_nonexistent,  // --existing; detail: "directory" for one
  skipped_over_max_size,
  skipped_under_min_size,
  skipped_mount_point,
  skipped_unsafe_link,        // detail: the target
  copied_unsafe_link,         // --copy-unsafe-links; detail: the target
  deletes_skipped_io_error,   // a scan error makes deleting unsafe; no path
  delete_limit_reached,       // --max-delete; no path
  cannot_delete_non_empty,    // a directory stays because something in it is protected
  cannot_delete_mount_point,  // -x; whether or not it is extraneous
  created_destination,        // the destination directory was made
  created_path,               // --mkpath made directories; detail: how many
  backed_up,                  // detail: the backup's name
  unsafe_link_not_backed_up,  // --safe-links; detail: the target
  verification_failed,        // --append-verify: the old content is no start of the new; all moves
  backup_made,                // how: "HLINK", "RENAME" or "COPY"
  backup_directory,           // where backups will go; detail: "new" if it has to be made
  source_charset,             // --iconv converts names from this; path: the set
  destination_charset,        // ... and to this
  // How a run came to what it does; only told if wants_decisions().
  dropped_duplicate,    // of a name that is in the list several times; detail: its position
  deletion_pass,        // deletions are made in a pass of their own; path: "."
  searching_directory,  // for what is extraneous
  emptying_directory,   // detail: "flags=3"
  deleting,             // detail: "mode=100644 flags=2"
  similar_file,         // -y; detail: the file that the new one is made from
  user_mapped,          // path: "5(games)"; detail: the number that it becomes
  group_mapped,
};

// A filter rule decided about a name.
struct Filtered {
  tree::Side side;  // hidden or shown by the sender; protected or put at risk by the receiver
  bool included;
  std::string_view path;
  bool is_directory;
  std::string_view rule;  // as messages show it
};

// How far a file's content is. Its end is told by its item.
struct Progress {
  std::string_view path;
  std::uint64_t file_size = 0;
  std::uint64_t file_done = 0;
};

// Calls arrive one at a time and in the order of the file list, whatever runs in parallel beneath.
// Only what is told of deletions and of entries that are left alone comes before the items of the
// directory that it happened in.
class Events {
 public:
  virtual ~Events() = default;
  // Called before the list is made (complete = false), again with its first entry (files = 1), and
  // when it is complete: then with the number of its entries and the bytes of its files.
  virtual void file_list(bool complete, std::uint64_t files, std::uint64_t bytes) = 0;
  // An entry that was looked at, changed or not (no flags: nothing to do). If content moves, the
  // call comes when the content has arrived.
  virtual void item(const Item& item) = 0;
  // The content of this file, which is not small, begins to arrive, and all that comes before it
  // has been told; what moved is not known yet. If it arrives its item follows, else not_moved() or
  // nothing. Not called for every file.
  virtual void begin(const Item&) {}
  // In the place of an item: the entry is left alone, as a notice has told.
  virtual void passed_over() = 0;
  // In the place of an item: the content of a file, so many bytes, was to move and did not.
  virtual void not_moved(std::uint64_t size) = 0;
  virtual void deleted(std::string_view path, fs::FileType type) = 0;
  virtual void removed_source(std::string_view path) = 0;
  virtual void notice(Notice notice, std::string_view path, std::string_view detail) = 0;
  virtual void filtered(const Filtered& decision) = 0;  // only if wants_decisions()
  // One whole sentence. The run goes on, and ends with an exit code other than 0.
  virtual void error(std::string_view sentence) = 0;
  // One whole sentence that does not change the exit code.
  virtual void warning(std::string_view sentence) = 0;
  virtual void progress(const Progress& progress) = 0;
  // The run hangs in a request that the system does not answer: ends the process. Called by a
  // thread of its own, behind everything else that was told.
  virtual void abandon(ExitCode code) = 0;
  virtual bool wants_progress() const = 0;   // asked once, at the start
  virtual bool wants_decisions() const = 0;  // likewise
  virtual bool wants_reasons() const = 0;    // likewise; of what is skipped, which may take reading
};

}  // namespace smartsync::sync
