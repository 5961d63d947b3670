// The list of files of a transfer: a tree of directories, each with its entries in order.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fs/dir.h"
#include "engine/tree/entry.h"

namespace smartsync::tree {

// Where entries come from: the directory that a source argument starts in. An entry is found at
// its path in the transfer below its origin.
struct Origin {
  fs::Dir dir;
  std::string typed;  // the directory as the user wrote it, "" for the current one; for messages
};

// Of several entries with one name one stays.
struct DroppedName {
  std::string name;
  bool is_directory;
};

struct Directory {
  std::string path;  // in the transfer; "" is its root
  // In the source, if that writes the path in other bytes (--iconv); else empty.
  std::string other_source_path;
  std::vector<Entry> entries;       // in list order: first what is no directory, then directories
  std::size_t first_directory = 0;  // index in `entries`
  // children[i] belongs to entries[first_directory + i]; null if its content is not in the list.
  std::vector<std::unique_ptr<Directory>> children;
  // An argument names it, and not only what is in it.
  bool is_argument = false;
  // All of its content was listed: what the destination has beyond it is extraneous.
  bool complete = false;
  // Something in this very directory could not be read, or vanished meanwhile.
  bool incomplete = false;
  // Something in it, or in a directory before it in the list, could not be read: what is absent
  // from it need not be extraneous.
  bool failed = false;

  // Adds an entry named `name`, which is copied; end with finish().
  Entry& add(std::string_view name);
  // Puts the entries into list order; of equal names the one from the earliest origin stays, but a
  // directory before all else. Directories that were merged keep their children. Returns what was
  // dropped.
  std::vector<DroppedName> finish();
  // The position in `entries` of a name, whatever its type; nullopt if it has none.
  std::optional<std::size_t> find(std::string_view name) const;
  Directory* child_of(const Entry& entry) const;
  std::string path_of(std::string_view name) const;
  // The same in the source.
  const std::string& source_path() const {
    return other_source_path.empty() ? path : other_source_path;
  }
  std::string source_path_of(std::string_view source_name) const;

 private:
  std::vector<std::unique_ptr<char[]>> name_blocks_;
  std::size_t block_used_ = 0;
  std::size_t block_size_ = 0;
};

// List order of two names of one directory (rsync's): files before directories, bytewise, a
// directory's name as if it ended in '/'.
bool list_order(std::string_view a, bool a_is_directory, std::string_view b, bool b_is_directory);

// What a sender counts: every entry as it is found, before duplicates are dropped and empty
// directories pruned.
struct FoundCounts {
  std::array<std::uint64_t, 7> of_type{};  // by fs::FileType
  std::uint64_t size = 0;                  // of regular files and symlinks

  void add(const Entry& entry) {
    ++of_type[static_cast<std::size_t>(entry.type)];
    if (entry.is_regular() || entry.type == fs::FileType::symlink) size += entry.size;
  }
  void add(const FoundCounts& other) {
    for (std::size_t i = 0; i < of_type.size(); ++i) of_type[i] += other.of_type[i];
    size += other.size;
  }
};

struct FileList {
  std::deque<Origin> origins;
  std::unique_ptr<Entry> root_entry;  // "." itself, when it is part of the transfer
  Directory root;
  FoundCounts found;
  bool io_error = false;  // some directory failed
  // An argument leads through a symlink: directories of the source may lie behind it.
  bool through_links = false;
};

}  // namespace smartsync::tree
