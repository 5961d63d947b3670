#include "engine/tree/link_owners.h"

#include <algorithm>
#include <deque>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::tree {

namespace {

constexpr int most_links = 40;

std::string root_of(const std::string& path) {
  return path.substr(0, fs::root_length(path));
}

// Walks component by component, so that it never asks for a path that leads through a symlink.
class OwnerWalk {
 public:
  OwnerWalk(const fs::Dir& base, const std::string& path, bool follow_last)
      : base_(base), typed_(path), follow_last_(follow_last) {
    put_before(path);
    stack_.push_back(base);
  }

  void go() {
    while (!parts_.empty()) {
      const std::string part = parts_.front();
      parts_.pop_front();
      if (part == "..")
        climb();
      else if (!step(part))
        return;
    }
  }

 private:
  void put_before(std::string_view path) {
    std::deque<std::string> parts;
    while (!path.empty()) {
      const std::size_t slash = std::min(path.find('/'), path.size());
      const std::string_view part = path.substr(0, slash);
      if (!part.empty() && part != ".") parts.emplace_back(part);
      path.remove_prefix(std::min(slash + 1, path.size()));
    }
    parts_.insert(parts_.begin(), parts.begin(), parts.end());
  }

  void climb() {
    if (stack_.size() > 1)
      stack_.pop_back();
    else
      stack_.back() = stack_.back().open_dir("..", fs::Follow::yes);
  }

  // False: the way ends here.
  bool step(const std::string& name) {
    const auto stat = stack_.back().stat(name);
    if (!stat) return false;
    if (stat->type == fs::FileType::symlink) return follow(name, *stat);
    if (stat->type != fs::FileType::directory || parts_.empty()) return false;
    stack_.push_back(stack_.back().open_dir(name));
    return true;
  }

  bool follow(const std::string& name, const fs::Stat& link) {
    if (parts_.empty() && !follow_last_) return false;
    if ((link.uid != 0 && link.uid != fs::effective_user()) || ++links_ > most_links)
      throw Error("cannot follow the symlink of another user at", base_.path_of(typed_),
                  std::make_error_code(std::errc::too_many_symbolic_link_levels));
    const std::string target = stack_.back().read_link(name);
    const std::string root = root_of(target);
    if (!root.empty()) stack_ = {fs::Dir::open(root)};
    put_before(std::string_view(target).substr(root.size()));
    return true;
  }

  const fs::Dir& base_;
  const std::string& typed_;
  const bool follow_last_;
  std::vector<fs::Dir> stack_;     // the directory that was reached, below those it was reached by
  std::deque<std::string> parts_;  // still to go
  int links_ = 0;
};

// One request tells of most paths that there is no symlink on them.
bool may_lead_through_links(const fs::Dir& base, const std::string& path, bool follow_last) {
  try {
    const auto stat = base.stat(path);
    return stat && follow_last && stat->type == fs::FileType::symlink;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

void refuse_links_of_others(const fs::Dir& base, const std::string& path, bool follow_last) {
  if (may_lead_through_links(base, path, follow_last)) OwnerWalk(base, path, follow_last).go();
}

void refuse_links_of_others(const std::string& path, bool follow_last) {
  const std::string root = root_of(path);
  refuse_links_of_others(fs::Dir::open(root), path.substr(root.size()), follow_last);
}

}  // namespace smartsync::tree
