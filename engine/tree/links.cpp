#include "engine/tree/links.h"

namespace smartsync::tree {

namespace {

template <typename Visit>
void for_each_part(std::string_view path, Visit visit) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    visit(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
}

// ".." anywhere but at the start: what it leaves may itself be a link elsewhere.
bool climbs_late(std::string_view target) {
  bool leading = true;
  bool late = false;
  for_each_part(target, [&](std::string_view part) {
    if (part == "..") {
      if (!leading) late = true;
    } else if (!part.empty() && part != ".") {
      leading = false;
    }
  });
  return late;
}

}  // namespace

bool is_unsafe_link(std::string_view target, std::string_view path) {
  if (target.empty() || target.front() == '/' || climbs_late(target)) return true;
  // The directory that holds the link is `depth` levels below the root.
  int depth = -1;
  for_each_part(path, [&](std::string_view part) {
    if (part == "..")
      depth = 0;
    else if (!part.empty() && part != ".")
      ++depth;
  });
  bool unsafe = false;
  for_each_part(target, [&](std::string_view part) {
    if (part == "..") {
      if (--depth < 0) unsafe = true;
    } else if (!part.empty() && part != ".") {
      ++depth;
    }
  });
  return unsafe;
}

}  // namespace smartsync::tree
