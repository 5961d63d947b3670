// Takes away what the destination has and the source has not, within the filter rules' protection.
#pragma once

#include <string>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/sync/backup.h"
#include "engine/sync/destination_listing.h"
#include "engine/sync/run_state.h"
#include "engine/tree/rules_file.h"

namespace smartsync::sync {

class Deletion {
 public:
  Deletion(RunState& run, Backup& backup);

  // The rules for the names in `path` of the destination. Entered in walk order: parents first.
  tree::FilterScope scope_of_root() const;
  tree::FilterScope enter(const tree::FilterScope& parent, const std::string& path) const;
  // The same for a directory of the list. Where nothing will be deleted no rules are read.
  tree::FilterScope enter(const tree::FilterScope& parent, const tree::Directory& directory) const;
  // After an error what the source lacks may be there, so that nothing is deleted.
  bool is_in_doubt(const tree::Directory& directory) const;

  // Whether directories are looked at when the walk comes to them.
  bool goes_with_the_walk() const;
  // Deletes (or, for --delete-delay, notes) what `listing` has beyond `directory`.
  void delete_extraneous(const tree::Directory& directory, const fs::Dir& dir,
                         const DestinationListing& listing, const tree::FilterScope& scope);
  // Carries out what was noted.
  void delete_noted();

  // Deletes everything extraneous below the root, in a pass of its own.
  void delete_everywhere();

  // Makes way for something of another type at `dir/name`. Directories that are not empty go only
  // with --delete or --force. Returns whether the name is free now; if not, the run was told.
  bool make_way(const fs::Dir& dir, std::string_view name, const std::string& path,
                const fs::Stat& existing, const char* for_what);

  // Deletes one name that a missing source argument stands for. As make_way, it leaves a directory
  // that is not empty.
  void delete_named(const fs::Dir& dir, std::string_view name, const std::string& path,
                    const fs::Stat& existing);

 private:
  struct Noted {
    std::string path;
    fs::Stat stat;
  };
  enum class How {
    extraneous,
    making_way,  // for a directory or a regular file, or in a directory that goes
    replaced     // by something else
  };

  // Whether a directory that goes takes along what is in it.
  bool takes_content() const;
  void pass(const tree::Directory& directory, const tree::FilterScope& parent_scope);
  bool allowed_in(const tree::Directory& directory);
  bool is_elsewhere(const tree::Directory& directory, const fs::Dir& dir);
  bool stays_as_mount_point(const fs::Dir& dir, const fs::Stat& stat) const;
  bool protects(const tree::FilterScope& scope, const std::string& path, bool is_directory,
                bool being_deleted);
  void decision(Notice what, const std::string& path, const std::string& detail = {});
  void remove(const fs::Dir& dir, std::string_view name, const std::string& path,
              const fs::Stat& stat, const tree::FilterScope& scope);
  // Whether its owner, who runs this, could not write to it: what is to be deleted is unlocked
  // first. That lets a directory be emptied, and shows in what stays because of a limit, or as a
  // backup.
  bool is_locked(const fs::Stat& stat) const;
  void unlock(const fs::Dir& dir, std::string_view name, const fs::Stat& stat) const;
  bool is_empty(const fs::Dir& dir, const std::string& path, unsigned why);
  fs::Listing list_content(const fs::Dir& dir);
  bool remove_content(const fs::Dir& dir, const std::string& path, const tree::FilterScope& scope,
                      unsigned why);
  bool remove_one(const fs::Dir& dir, std::string_view name, const std::string& path,
                  fs::FileType type, How how);
  bool limit_reached();
  tree::FilterScope scope_for(const std::string& path) const;

  RunState& run_;
  Backup& backup_;
  const tree::ReadFile reader_;
  std::uint64_t deleted_ = 0;
  bool told_io_error_ = false;
  bool unreadable_ = false;  // something at the destination: from there on nothing is deleted
  std::optional<std::uint64_t> filesystem_;  // of the source argument's directory (-x)
  std::vector<Noted> noted_;
};

}  // namespace smartsync::sync
