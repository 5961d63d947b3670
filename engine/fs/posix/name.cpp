#include "engine/fs/name.h"

namespace smartsync::fs {

std::optional<std::string> refuse_name(std::string_view name) {
  if (name.empty()) return "it is empty";
  if (name == "." || name == "..") return "it means a directory";
  if (name.find('/') != name.npos) return "it contains a slash";
  if (name.find('\0') != name.npos) return "it contains a zero byte";
  return std::nullopt;
}

std::size_t root_length(std::string_view path) {
  return path.starts_with('/') ? 1 : 0;
}

std::string normal_slashes(std::string path) {
  return path;
}

std::string normal_path(std::string typed) {
  return typed;
}

}  // namespace smartsync::fs
