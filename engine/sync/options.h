// What the user asked for, in the terms of the engine. The names and the meaning are those of the
// rsync(1) options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/hash/strong.h"

namespace smartsync::sync {

enum class DeleteWhen { never, before, during, delay, after };
enum class AltDestKind { none, compare, copy, link };

// One filter option, in command-line order.
struct FilterArgument {
  enum class Kind {
    rule,          // --filter, -f: the rule itself
    exclude,       // --exclude: a pattern
    include,       // --include: a pattern
    exclude_from,  // a file of patterns ("-": standard input)
    include_from,
    cvs,  // -C: the rules of --cvs-exclude
  };
  Kind kind = Kind::rule;
  std::string text;
  bool operator==(const FilterArgument&) const = default;
};

// The character sets in which names are written; "" is the locale's.
struct Charsets {
  std::string source;
  std::string destination;
  bool operator==(const Charsets&) const = default;
};

struct Options {
  // What is copied.
  bool recursive = false;  // -r
  // --inc-recursive, and nothing asks for the whole list first: it is made directory by directory.
  // That shows in what is counted and told, for instance of a directory that several arguments
  // name; and what cannot be read in a directory holds up no deletion in those before it.
  bool incremental = false;
  bool dirs = false;                      // -d
  bool relative = false;                  // -R
  bool implied_dirs = true;               // --no-implied-dirs
  int one_file_system = 0;                // -x: 1, -xx: 2 (mount points are left out)
  std::optional<std::string> files_from;  // "-" is standard input
  bool from0 = false;                     // -0
  std::vector<FilterArgument> filters;
  bool prune_empty_dirs = false;  // -m
  std::optional<std::uint64_t> max_size;
  std::optional<std::uint64_t> min_size;
  bool ignore_missing_args = false;
  bool delete_missing_args = false;
  std::optional<Charsets> iconv;  // names are converted

  // Links.
  bool links = false;       // -l
  bool copy_links = false;  // -L
  bool copy_unsafe_links = false;
  bool safe_links = false;
  bool munge_links = false;
  bool copy_dirlinks = false;  // -k
  bool keep_dirlinks = false;  // -K
  bool hard_links = false;     // -H

  // Metadata.
  bool perms = false;              // -p
  bool executability = false;      // -E
  std::vector<std::string> chmod;  // --chmod, in order
  bool owner = false;              // -o
  bool group = false;              // -g
  bool devices = false;
  bool specials = false;
  bool drop_devices = false;  // --drop-D
  bool copy_devices = false;
  bool write_devices = false;
  bool times = false;  // -t
  int atimes = 0;      // -U: 1, -UU: 2 (the cli then sets open_noatime)
  bool open_noatime = false;
  bool crtimes = false;            // -N
  bool omit_dir_times = false;     // -O
  bool omit_link_times = false;    // -J
  bool acls = false;               // -A
  int xattrs = 0;                  // -X: 1, -XX: 2
  std::optional<bool> super;       // --super, --no-super
  bool fake_super = false;         // at the destination
  bool source_fake_super = false;  // in the source; the first without this: -M--fake-super
  bool numeric_ids = false;
  std::vector<std::string> usermap;  // the arguments; --chown is turned into these by the cli
  std::vector<std::string> groupmap;

  // What counts as changed.
  bool update = false;        // -u
  bool checksum = false;      // -c
  bool ignore_times = false;  // -I
  bool size_only = false;
  int modify_window = 0;  // -@: seconds; -1: nanoseconds must be equal too
  bool existing = false;  // --existing, --ignore-non-existing
  bool ignore_existing = false;
  hash::Kind checksum_choice = hash::Kind::xxh128;  // of whole files, for %C
  bool report_checksums = false;  // items of transferred files carry a hash of their content

  // How content is moved.
  std::optional<bool> whole_file;  // -W, --no-W; unset: whole files
  std::uint32_t block_size = 0;    // -B; 0: chosen for each file
  bool inplace = false;
  bool append = false;  // also set by --append-verify
  bool append_verify = false;
  bool sparse = false;  // -S
  bool preallocate = false;
  bool partial = false;
  std::optional<std::string> partial_dir;
  bool delay_updates = false;
  std::optional<std::string> temp_dir;
  int fuzzy = 0;  // -y: 1, -yy: 2 (also in the alternate destinations)
  AltDestKind alt_dest_kind = AltDestKind::none;
  std::vector<std::string> alt_dests;
  bool fsync = false;
  std::uint64_t bandwidth = 0;  // --bwlimit, bytes a second; 0: no limit
  bool remove_source_files = false;
  bool remove_only_sent = false;  // but not what was up to date already (--remove-sent-files)

  // What is taken away.
  DeleteWhen delete_when = DeleteWhen::never;
  bool delete_excluded = false;
  std::optional<std::uint64_t> max_delete;
  bool force = false;
  bool ignore_errors = false;
  bool backup = false;
  std::optional<std::string> backup_dir;
  std::optional<std::string> suffix;  // unset: "~", or "" with a backup directory

  // The run itself.
  bool dry_run = false;
  bool list_only = false;
  bool mkpath = false;
  std::optional<std::int64_t> stop_at;  // seconds since 1970
  int timeout = 0;                      // seconds without any progress; 0: none
  int parallel = 0;                     // requests in flight; 0: chosen for the filesystem
  bool insecure_links = false;
  std::optional<std::string> confine_root;  // an absolute path
  std::vector<std::string> sources;
  std::string destination;  // empty with list_only

  // Whether entries may be found behind symlinks of the source.
  bool follows_source_links() const { return copy_links || copy_dirlinks || copy_unsafe_links; }

  bool operator==(const Options&) const = default;
};

}  // namespace smartsync::sync
