#include "engine/tree/argument.h"

#include "engine/fs/error.h"
#include "engine/fs/name.h"

namespace smartsync::tree {

namespace {

// Takes the first component off a path; it may be empty.
std::string_view take_component(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view part = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return part;
}

// Drops empty and "." components, and so a trailing slash.
std::string clean_path(std::string_view path, std::string_view typed) {
  std::string clean;
  while (!path.empty()) {
    const std::string_view part = take_component(path);
    if (part.empty() || part == ".") continue;
    if (part == "..")
      throw ArgumentError(
          "cannot send \"" + std::string(typed) +
              "\": a path that is sent whole (-R, --files-from) must not contain \"..\"",
          std::string(typed));
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  return clean;
}

// A root has no name that it could be sent by.
bool names_contents(std::string_view typed) {
  return typed.ends_with('/') || typed.size() == fs::root_length(typed) || typed == "." ||
         typed.ends_with("/.") || typed == ".." || typed.ends_with("/..");
}

Argument split_relative(std::string_view typed) {
  Argument argument;
  argument.contents = names_contents(typed);
  std::string_view rest = typed;
  if (const std::size_t dot = typed.find("/./"); dot != std::string_view::npos) {
    argument.base = typed.substr(0, dot == 0 ? 1 : dot);
    rest = typed.substr(dot + 3);
  } else if (typed.size() > 2 && typed.ends_with("/.") && typed.find('/') == typed.size() - 2) {
    argument.base = typed.substr(0, typed.size() - 2);
    rest = "";
  } else if (const std::size_t root = fs::root_length(typed); root != 0) {
    argument.base = typed.substr(0, root);
    rest = typed.substr(root);
  }
  argument.path = clean_path(rest, typed);
  argument.with_base = rest.starts_with("./");
  return argument;
}

Argument split_last(std::string_view typed) {
  Argument argument;
  argument.contents = names_contents(typed);
  if (argument.contents) {
    std::string_view base = typed;
    if (base == ".") base = "";
    while (base.ends_with("/.")) base.remove_suffix(1);
    while (base.size() > fs::root_length(base) && base.ends_with('/')) base.remove_suffix(1);
    argument.base = base;
    return argument;
  }
  const std::size_t slash = typed.rfind('/');
  if (slash == std::string_view::npos) {
    argument.path = typed;
  } else {
    argument.base = typed.substr(0, std::max(slash, fs::root_length(typed)));
    argument.path = typed.substr(slash + 1);
  }
  return argument;
}

}  // namespace

Argument split_argument(std::string_view typed, bool relative) {
  return relative ? split_relative(typed) : split_last(typed);
}

std::string stay_below(std::string_view name) {
  std::vector<std::string_view> kept;
  const bool contents = name.ends_with('/');
  while (!name.empty()) {
    const std::string_view part = take_component(name);
    if (part == "..") {
      while (!kept.empty() && kept.back() == ".") kept.pop_back();
      if (!kept.empty()) kept.pop_back();
    } else if (!part.empty()) {
      kept.push_back(part);
    }
  }
  std::string below;
  for (const std::string_view part : kept) below.append(below.empty() ? "" : "/").append(part);
  if (below.empty()) return ".";
  return contents ? below + "/" : below;
}

std::vector<std::string> directories_to(const std::string& path) {
  std::vector<std::string> directories;
  for (std::size_t slash = 0; (slash = path.find('/', slash)) != std::string::npos; ++slash)
    directories.push_back(path.substr(0, slash));
  return directories;
}

}  // namespace smartsync::tree
