#include "engine/session/trash.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include "engine/fs/error.h"
#include "engine/fs/letter_case.h"
#include "engine/fs/name.h"
#include "engine/session/files/remove_tree.h"
#include "engine/session/files/utc_time.h"
#include "engine/session/node.h"
#include "engine/session/state.h"
#include "engine/sync/make_path.h"

namespace smartsync::session {

namespace {

std::string trash_path() {
  return std::string(session_directory) + "/trash";
}

struct Folder {
  std::string name;
  fs::Time modified;
  std::uint64_t bytes = 0;
};

// "20261124T090507Z" or "20261124T090507Z-2": nobody else's folder is removed.
bool is_run_folder(std::string_view name) {
  constexpr std::string_view shape = "00000000T000000Z";
  if (name.size() < shape.size()) return false;
  const bool fits = std::equal(shape.begin(), shape.end(), name.begin(), [](char wanted, char c) {
    return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
  });
  return fits && (name.size() == shape.size() || name[shape.size()] == '-');
}

std::uint64_t size_of(const fs::Dir& dir) {
  std::uint64_t bytes = 0;
  for (const fs::Listed& entry : dir.list().entries)
    bytes += entry.stat.type == fs::FileType::directory ? size_of(dir.open_dir(entry.name))
                                                        : entry.stat.size;
  return bytes;
}

}  // namespace

Trash::Trash(fs::Dir root, fs::Time now) : root_(std::move(root)), now_(now) {}

// Two runs may begin in the same second: each has a folder of its own.
void Trash::make_folder() {
  const fs::Dir trash = sync::make_dirs(root_, trash_path());
  const std::string time = name_time(now_);
  for (int i = 1; !folder_.is_open(); ++i) {
    const std::string name = time + (i == 1 ? "" : "-" + std::to_string(i));
    try {
      trash.make_dir(name, 0777);
      folder_ = trash.open_dir(name);
      name_ = name;
    } catch (const Error& error) {
      if (error.code() != std::errc::file_exists) throw;
    }
  }
}

std::string Trash::free_path(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (!folder_.is_open()) make_folder();
  std::string wanted = path;
  for (int i = 2; taken_.contains(fs::without_case(wanted)); ++i)
    wanted = path + "." + std::to_string(i);
  for (std::string_view at = wanted; !at.empty(); at = parent_of(at))
    taken_.insert(fs::without_case(at));
  return wanted;
}

FilePlace Trash::place_for(const std::string& path) {
  const auto [parent, name] = fs::split_path(free_path(path));
  if (parent.empty()) return {folder_, name};
  const auto made = folder_.open_dir_if_exists(parent);
  return {made ? *made : sync::make_dirs(folder_, parent), name};
}

void Trash::keep(const std::string& path) {
  const FilePlace from(root_, path);
  const FilePlace to = place_for(path);
  from.dir.rename(from.name, to.dir, to.name);
}

std::string Trash::keep_copy(const fs::File& file, const std::string& path) {
  const FilePlace to = place_for(path);
  const fs::Stat stat = file.stat();
  fs::File copy = to.dir.create(to.name, stat.permissions & 0777);
  try {
    fs::copy_range(file, 0, copy, 0, stat.size);
    copy.set_times(std::nullopt, stat.modified);
    copy.sync();
  } catch (const Error&) {
    copy.close();
    to.dir.remove_file(to.name);
    throw;
  }
  to.dir.sync();
  return to.dir.path_of(to.name);
}

void Trash::prune() {
  if (!is_used()) return;
  try {
    prune_trash(root_, folder_.stat_self().modified, trash_bytes, name_);
  } catch (const Error&) {
    // Out of reach: the next run prunes.
  }
}

void prune_trash(const fs::Dir& root, fs::Time now, std::uint64_t most_bytes,
                 const std::string& own) {
  try {
    const auto trash = root.open_dir_if_exists(trash_path());
    if (!trash) return;
    std::vector<Folder> folders;
    for (const fs::Listed& entry : trash->list().entries)
      if (entry.stat.type == fs::FileType::directory && is_run_folder(entry.name))
        folders.push_back({entry.name, entry.stat.modified, size_of(trash->open_dir(entry.name))});
    // Their names are times.
    std::sort(folders.begin(), folders.end(),
              [](const Folder& a, const Folder& b) { return a.name > b.name; });
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < folders.size(); ++i) {
      bytes += folders[i].bytes;
      const bool old = folders[i].modified.seconds + trash_seconds < now.seconds;
      const bool stays = i == 0 || folders[i].name == own;
      if (stays || (!old && bytes <= most_bytes)) continue;
      remove_content(trash->open_dir(folders[i].name));
      trash->remove_dir(folders[i].name);
    }
  } catch (const Error&) {
    // Somebody else prunes it as well, or it may not be touched: the next run tries again.
  }
}

}  // namespace smartsync::session
