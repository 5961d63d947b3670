// The steps of a plan that move no content. Each looks first whether what it is about to change is
// still what the plan was made for.
#pragma once

#include <string>

#include "engine/session/files/target_file.h"
#include "engine/session/plan.h"
#include "engine/session/trash.h"
#include "engine/session/trees.h"

namespace smartsync::session {

// Who owns a directory with these can change what is in it.
inline constexpr std::uint16_t owner_works = 0700;

// May be used from several threads for different paths. All functions throw ChangedMeanwhile, after
// which nothing has happened, or smartsync::Error.
class Steps {
 public:
  // All outlive it.
  Steps(const Trees& trees, const Snapshots& found, Trash& local_trash, Trash& network_trash)
      : trees_(trees), found_(found), local_trash_(local_trash), network_trash_(network_trash) {}

  // Renames what differs from its new name in letter case only. What was found counts as having it
  // already.
  void respell(Side side, const std::string& path, const std::string& to) const;
  // Renames a file; nothing that has the new name already is touched.
  void set_aside(Side side, const std::string& path, const std::string& to) const;
  // Moves a file or link into the trash. A directory is removed, which must be empty but for what
  // never travels.
  void discard(Side side, const std::string& path) const;
  // Its owner may fill it, whatever the permissions of `like`; close_directory sets those. Where it
  // takes the place of something it is made under another name first.
  Node make_directory(Side side, const std::string& path, const Node& like,
                      const MakeWay& make_way) const;
  // Lets the owner of a directory change what is in it. Throws nothing.
  void open_directory(Side side, const std::string& path) const;
  // Gives a directory its permissions when what is in it is there.
  Node close_directory(Side side, const std::string& path, std::uint16_t permissions) const;
  // A link that takes the place of something is made under another name first: not every filesystem
  // has links.
  Node make_link(Side side, const std::string& path, const Node& like,
                 const MakeWay& make_way) const;
  // Gives a file or directory the times and permissions of `like`, as far as that is allowed.
  struct Metadata {
    Node now;
    bool is_set = true;  // false: it is another user's, or its filesystem keeps no such thing
  };
  Metadata set_metadata(Side side, const std::string& path, const Node& like) const;
  // Gives a directory the time that it has on the other side.
  void set_directory_time(Side side, const std::string& path, fs::Time modified) const;

  // The names in a directory are durable when it returns, where the filesystem can say so; one that
  // is gone needs nothing. Throws nothing.
  void sync_directory(Side side, const std::string& path) const;

  // Throws ChangedMeanwhile unless the path is what was found there.
  void require_as_found(Side side, const std::string& path) const;
  // Throws as set_aside and discard would, as far as a look tells.
  void require_removable(Side side, const std::string& path) const;

 private:
  // Where the path is, if it is what was found there; else ChangedMeanwhile.
  FilePlace as_found(Side side, const std::string& path) const;
  // Likewise of something that is to be taken away: smartsync::Error for a database in use, as it
  // and what lies beside it cannot be taken as one.
  FilePlace removable(Side side, const std::string& path) const;
  bool was_database(Side side, const std::string& path) const;
  void require_no_database_in_use(Side side, const std::string& path, const std::string& to) const;
  void discard_directory(Side side, const std::string& path, const FilePlace& place) const;
  Trash& trash(Side side) const { return side == Side::local ? local_trash_ : network_trash_; }

  const Trees& trees_;
  const Snapshots& found_;
  Trash& local_trash_;
  Trash& network_trash_;
};

}  // namespace smartsync::session
