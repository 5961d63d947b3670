#include "engine/fs/name.h"

namespace smartsync::fs {

std::string join_path(std::string_view directory, std::string_view name) {
  if (directory.empty()) return std::string(name.empty() ? "." : name);
  std::string path(directory);
  if (name.empty()) return path;
  if (normal_slashes(path).back() != '/') path += '/';
  return path += name;
}

}  // namespace smartsync::fs
