// The files and directories that the kernel knows by number, each held by an open descriptor.
#pragma once

#include <fuse3/fuse_lowlevel.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace smartsync::share {

// Throws std::system_error with that errno: how an operation says that it failed.
[[noreturn]] void fail(int error);
// The result of a system call; throws its errno if it is negative.
int check(int result);

// An O_PATH descriptor: it stays on its file whatever the file is called by now.
struct Node {
  Node(int descriptor, fuse_ino_t number) : fd(descriptor), id(number) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  struct stat status() const;
  // A name by which system calls reach the file itself, also if it is deleted.
  std::string magic_link() const { return "/proc/self/fd/" + std::to_string(fd); }
  int open(int flags) const;  // the caller closes it

  const int fd;
  const fuse_ino_t id;
};
using NodePointer = std::shared_ptr<Node>;

// Safe from several threads.
class Nodes {
 public:
  explicit Nodes(const std::string& root);  // throws std::system_error

  // Throws ESTALE for a number that was never given out, or forgotten.
  NodePointer get(fuse_ino_t id) const;

  // The node that is called `name` in `parent`, and once more known to the kernel.
  NodePointer look_up(const NodePointer& parent, const std::string& name);
  void forget(fuse_ino_t id, std::uint64_t times);

  // Something is called `name` in `parent` now.
  void renamed(const NodePointer& parent, const std::string& name);
  // Below the root, as the kernel last called it; "" is the root.
  std::string path(fuse_ino_t id) const;

  struct Name {
    fuse_ino_t id;
    fuse_ino_t parent;
    std::string name;
  };
  // Every node but the root.
  std::vector<Name> names() const;

 private:
  struct Known {
    NodePointer node;
    fuse_ino_t parent;
    std::string name;
    std::uint64_t times;
    std::pair<dev_t, ino_t> identity;
  };

  mutable std::mutex mutex_;
  std::unordered_map<fuse_ino_t, Known> known_;
  std::map<std::pair<dev_t, ino_t>, fuse_ino_t> by_identity_;
  fuse_ino_t last_ = FUSE_ROOT_ID;
};

}  // namespace smartsync::share
