#include "engine/sync/make_path.h"

#include <algorithm>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::sync {

namespace {

// False: it was there already.
bool make_one(const fs::Dir& dir, const std::string& name, std::uint16_t permissions) {
  try {
    dir.make_dir(name, static_cast<std::uint16_t>(permissions & ~fs::current_umask()));
  } catch (const Error& error) {
    if (error.code() == std::errc::file_exists) return false;
    throw;
  }
  return true;
}

}  // namespace

fs::Dir make_dirs(const fs::Dir& top, const std::string& relative, const MadeDirectory& made,
                  std::uint16_t permissions) {
  fs::Dir dir = top;
  for (std::size_t begin = 0; begin < relative.size();) {
    std::size_t end = relative.find('/', begin);
    if (end == std::string::npos) end = relative.size();
    const std::string name = relative.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    if (auto next = dir.open_dir_if_exists(name)) {
      dir = *next;
      continue;
    }
    const bool is_new = make_one(dir, name, permissions);
    dir = dir.open_dir(name);
    if (is_new && made) made(dir, relative.substr(0, end));
  }
  return dir;
}

fs::Dir open_made_path(const std::string& path, std::uint16_t permissions) {
  std::string existing = path;
  const std::size_t root = fs::root_length(path);
  while (true) {
    while (existing.size() > root && existing.ends_with('/')) existing.pop_back();
    try {
      const fs::Dir top = fs::Dir::open(existing);
      return make_dirs(top, path.substr(existing.size()), {}, permissions);
    } catch (const Error& error) {
      // A drive or a share that is not there is not made.
      if (error.code() != std::errc::no_such_file_or_directory || existing.size() == root) throw;
      existing = fs::split_path(existing).directory;
    }
  }
}

std::size_t missing_dirs(const std::string& path) {
  std::size_t missing = 0;
  std::string prefix = path;
  const std::size_t root = fs::root_length(path);
  while (true) {
    while (prefix.size() > root && prefix.ends_with('/')) prefix.pop_back();
    if (prefix.size() == root) return missing;
    try {
      fs::Dir::open(prefix);
      return missing;
    } catch (const Error& error) {
      if (error.code() != std::errc::no_such_file_or_directory) throw;
    }
    auto [directory, name] = fs::split_path(prefix);
    if (name != ".") ++missing;
    prefix = std::move(directory);
  }
}

void remove_if_empty(const fs::Dir& dir, const std::string& name) {
  try {
    dir.remove_dir(name);
  } catch (const Error& error) {
    if (error.code() != std::errc::directory_not_empty && error.code() != std::errc::file_exists &&
        error.code() != std::errc::no_such_file_or_directory)
      throw;
  }
}

}  // namespace smartsync::sync
