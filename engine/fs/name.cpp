#include "engine/fs/name.h"

#include <algorithm>
#include <utility>

#include "engine/fs/process.h"

namespace smartsync::fs {

std::string join_path(std::string_view directory, std::string_view name) {
  if (directory.empty()) return std::string(name.empty() ? "." : name);
  std::string path(directory);
  if (name.empty()) return path;
  if (normal_slashes(path).back() != '/') path += '/';
  return path += name;
}

bool is_absolute(std::string_view path) {
  return root_length(path) > 0;
}

SplitPath split_path(std::string_view path) {
  const std::size_t root = root_length(path);
  while (path.size() > root && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (path.size() == root) return {std::string(path), ""};
  if (slash == std::string_view::npos) return {"", std::string(path)};
  return {std::string(path.substr(0, std::max(slash, root))), std::string(path.substr(slash + 1))};
}

std::string absolute_path(std::string path) {
  path = normal_path(std::move(path));
  return is_absolute(path) ? path : join_path(normal_slashes(current_directory()), path);
}

}  // namespace smartsync::fs
