#include "engine/tree/confinement.h"

#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"

namespace smartsync::tree {

namespace {

constexpr int most_followed = 40;  // as Linux has it

std::optional<fs::Dir> directory_at(const fs::Dir& base, const std::string& path) {
  try {
    if (!base.is_open() || fs::is_absolute(path)) return fs::Dir::open(path);
    return path.empty() ? base : base.open_dir(path, fs::Follow::yes);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool means_directory(const std::string& name) {
  return name.empty() || name == "." || name == "..";
}

}  // namespace

Confinement::Confinement(const std::string& root) {
  if (const auto dir = directory_at({}, root)) root_ = dir->stat_self();
}

bool Confinement::is_root(const fs::Stat& stat) const {
  return root_ && fs::is_same_file(stat, *root_);
}

bool Confinement::is_within(fs::Dir dir) const {
  while (true) {
    const fs::Stat here = dir.stat_self();
    if (is_root(here)) return true;
    fs::Dir above = dir.open_dir("..", fs::Follow::yes);
    if (fs::is_same_file(above.stat_self(), here)) return false;
    dir = std::move(above);
  }
}

bool Confinement::holds(const fs::Dir& base, const std::string& path, bool follow_last) const {
  fs::Dir from = base;
  std::string ahead = path;
  for (int links = 0; links <= most_followed; ++links) {
    const auto [way, name] = fs::split_path(ahead);
    const bool is_directory = means_directory(name);
    const auto dir = directory_at(from, is_directory ? ahead : way);
    if (!dir) return true;
    if (is_directory) return is_within(*dir);
    const auto stat = dir->stat(name);
    if (stat && is_root(*stat)) return true;
    if (!stat || stat->type != fs::FileType::symlink || !follow_last) return is_within(*dir);
    ahead = dir->read_link(name);
    from = *dir;
  }
  return false;
}

ReadFile confined(ReadFile read, std::shared_ptr<const Confinement> within) {
  if (!within) return read;
  return [read = std::move(read),
          within = std::move(within)](const std::string& path) -> std::optional<std::string> {
    return within->holds(path) ? read(path) : std::nullopt;
  };
}

}  // namespace smartsync::tree
