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
  while (true) {
    while (existing.size() > 1 && existing.ends_with('/')) existing.pop_back();
    try {
      const fs::Dir top = fs::Dir::open(existing);
      return make_dirs(top, path.substr(existing.size()), {}, permissions);
    } catch (const Error& error) {
      const std::size_t slash = existing.rfind('/');
      if (error.code() != std::errc::no_such_file_or_directory || existing.empty() ||
          existing == "/")
        throw;
      existing = slash == std::string::npos ? "" : existing.substr(0, slash == 0 ? 1 : slash);
    }
  }
}

std::size_t missing_dirs(const std::string& path) {
  std::size_t missing = 0;
  std::string prefix = path;
  while (true) {
    while (prefix.size() > 1 && prefix.ends_with('/')) prefix.pop_back();
    if (prefix.empty() || prefix == "/") return missing;
    try {
      fs::Dir::open(prefix);
      return missing;
    } catch (const Error& error) {
      if (error.code() != std::errc::no_such_file_or_directory) throw;
    }
    const std::size_t slash = prefix.rfind('/');
    const std::string name = slash == std::string::npos ? prefix : prefix.substr(slash + 1);
    if (name != ".") ++missing;
    prefix.erase(slash == std::string::npos ? 0 : std::max<std::size_t>(slash, 1));
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
