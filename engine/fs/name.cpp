#include "engine/fs/name.h"

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

SplitPath split_path(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {"", std::string(path)};
  std::string_view directory = path.substr(0, slash);
  if (is_absolute(path) && !is_absolute(directory)) directory = path.substr(0, slash + 1);
  return {std::string(directory), std::string(path.substr(slash + 1))};
}

std::string absolute_path(std::string path) {
  path = normal_slashes(std::move(path));
  return is_absolute(path) ? path : join_path(normal_slashes(current_directory()), path);
}

}  // namespace smartsync::fs
