// One entry of the list where it goes, and what entries of every type have in common there: the
// comparison and setting of metadata, making way, replacing, and telling what was done.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/sync/alternates.h"
#include "engine/sync/attributes.h"
#include "engine/sync/backup.h"
#include "engine/sync/deletion.h"
#include "engine/sync/destination_listing.h"
#include "engine/sync/fuzzy.h"
#include "engine/sync/run_state.h"
#include "engine/sync/source_removal.h"

namespace smartsync::sync {

// A directory of the list while its entries are looked at.
struct Visit {
  const tree::Directory& directory;
  const DestinationListing& listing;
  fs::Dir dir;                     // at the destination; not open if it does not exist (yet)
  std::vector<fs::Dir> sources{};  // by origin; opened when first needed
  std::optional<std::vector<Neighbours>> neighbours{};  // looked up when first needed
  std::optional<std::uint16_t> default_permissions{};   // the same
  std::optional<Error> blocked{};                       // why nothing can be made here
};

// One entry there.
struct Target {
  Visit& visit;
  const tree::Entry& entry;
  std::string path;  // in the transfer, as the destination writes it
  std::string name;  // at the destination; "" is the visited directory itself
  std::optional<fs::Stat> existing{};
  std::optional<fs::Stat> replaced{};  // something of another type that made way
  std::optional<Error> blocked{};      // of a directory: why nothing can be made in it

  // Whose permissions count as those of the entry itself where they are not kept (no -p): what
  // stands there, or stood there until now. Directories and others do not inherit from each other.
  const fs::Stat* predecessor() const;
  // In the transfer, as the source writes it.
  std::string source_path() const;
};

// What a Target is worked on with. Unless said otherwise its functions change nothing in a dry run,
// and throw smartsync::Error.
class Targets {
 public:
  Targets(RunState& run, Backup& backup, Deletion& deletion);

  // The content is as it should be: gives it the metadata, and tells what of that differed, which
  // is returned.
  ItemFlags keep(Target& target);
  // Something without content was made, or replaced something of its type that differed as
  // `changed` says: gives it the metadata, tells and counts. What an alternate tree held before,
  // `other`, does not count as new.
  void tell_made(Target& target, ItemFlags changed, const std::optional<Alternate>& other);
  void tell(Target& target, ItemFlags flags, std::string link_name = {});

  // All that differs from what exists, as itemized. `moves`: it is replaced.
  ItemFlags differences(Target& target, bool moves);
  // What the entry's metadata should be. `predecessor` is usually the target's; null for what is
  // new.
  Wanted wanted(Target& target, const fs::Stat* predecessor);
  // Gives what exists that metadata. Failures are told.
  void set_attributes(Target& target, const fs::Stat* predecessor);

  // Removes what stands where an entry of another type must go; it then counts as not existing.
  // False: it stays, and the run was told. Tells the same in a dry run.
  bool free_of_other_types(Target& target, const char* for_what);
  // Puts what `make` creates under the name it is given into the target's place. A backup keeps
  // what was there.
  void replace(Target& target, const std::function<void(const std::string& temporary)>& make);
  // --remove-source-files for an entry that took no content.
  void remove_source(Target& target);
  SourceRemoval& removal() { return removal_; }

  // Whether the content of what exists may be taken as equal: from its size and time, or with -c
  // read.
  bool content_is_equal(Target& target);

  // Where the entry lies in the source; with its directory open.
  AttributeSource source_of(Target& target);

  std::optional<Alternate> find_alternate(Target& target);
  // How far what stands there, of the entry's type, agrees with the entry.
  Alternate::Agreement agreement(Target& target);
  // -y: a file of the same directory, and with -yy of those of the alternate trees.
  std::optional<Similar> find_similar(Target& target);

 private:
  bool reads_source() const { return run_.options.xattrs > 0 || run_.options.acls; }
  AttributeSource attribute_source(Target& target);
  AttributeSource compared_source(Target& target);
  ItemFlags differences_after_owner(Target& target);
  bool will_be_executable(const Target& target) const;
  std::string file_checksum(Target& target);
  bool sets_time_silently(const Target& target) const;
  bool list_sets_permissions(Target& target, ItemFlags flags);

  RunState& run_;
  const Options& options_;
  Backup& backup_;
  Deletion& deletion_;
  Alternates alternates_;
  SourceRemoval removal_;
};

}  // namespace smartsync::sync
