#include "tests/share/nodes.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace smartsync::share {

void fail(int error) {
  throw std::system_error(error, std::generic_category());
}

int check(int result) {
  if (result < 0) fail(errno);
  return result;
}

Node::~Node() {
  ::close(fd);
}

struct stat Node::status() const {
  struct stat status {};
  check(fstatat(fd, "", &status, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
  return status;
}

int Node::open(int flags) const {
  return check(::open(magic_link().c_str(), flags | O_CLOEXEC));
}

Nodes::Nodes(const std::string& root) {
  const int fd = ::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), root);
  auto node = std::make_shared<Node>(fd, FUSE_ROOT_ID);
  const struct stat status = node->status();
  const std::pair identity(status.st_dev, status.st_ino);
  known_.emplace(FUSE_ROOT_ID, Known{std::move(node), 0, "", 1, identity});
  by_identity_.emplace(identity, FUSE_ROOT_ID);
}

NodePointer Nodes::get(fuse_ino_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  if (found == known_.end()) fail(ESTALE);
  return found->second.node;
}

NodePointer Nodes::look_up(const NodePointer& parent, const std::string& name) {
  const int fd = check(openat(parent->fd, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  const std::lock_guard lock(mutex_);
  auto node = std::make_shared<Node>(fd, last_ + 1);
  const struct stat status = node->status();
  const std::pair identity(status.st_dev, status.st_ino);
  const auto [same, is_new] = by_identity_.emplace(identity, node->id);
  if (is_new) {
    ++last_;
    known_.emplace(node->id, Known{node, parent->id, name, 1, identity});
    return node;
  }
  Known& known = known_.at(same->second);
  ++known.times;
  known.parent = parent->id;
  known.name = name;
  return known.node;
}

void Nodes::forget(fuse_ino_t id, std::uint64_t times) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(id);
  if (found == known_.end() || id == FUSE_ROOT_ID) return;
  Known& known = found->second;
  known.times -= std::min(times, known.times);
  if (known.times > 0) return;
  by_identity_.erase(known.identity);
  known_.erase(found);
}

void Nodes::renamed(const NodePointer& parent, const std::string& name) {
  struct stat status {};
  if (fstatat(parent->fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return;
  const std::lock_guard lock(mutex_);
  const auto id = by_identity_.find({status.st_dev, status.st_ino});
  if (id == by_identity_.end()) return;
  Known& known = known_.at(id->second);
  known.parent = parent->id;
  known.name = name;
}

std::string Nodes::path(fuse_ino_t id) const {
  const std::lock_guard lock(mutex_);
  std::string path;
  // Names may be out of date where the backing was changed behind the share's back; not for ever.
  for (int depth = 0; id != FUSE_ROOT_ID && depth < 1000; ++depth) {
    const auto found = known_.find(id);
    if (found == known_.end()) break;  // a deleted file that is still open
    path.insert(0, path.empty() ? found->second.name : found->second.name + "/");
    id = found->second.parent;
  }
  return path;
}

std::vector<Nodes::Name> Nodes::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<Name> names;
  names.reserve(known_.size());
  for (const auto& [id, known] : known_) {
    if (id != FUSE_ROOT_ID) names.push_back({id, known.parent, known.name});
  }
  return names;
}

}  // namespace smartsync::share
