#include "tests/share/unsynced.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <limits>
#include <string_view>
#include <system_error>

namespace smartsync::share {
namespace {

// Undoing goes on whatever happens to one step: another step may have taken its file away.
void set_times(const Node& node, const struct stat& status) {
  const timespec times[2] = {status.st_atim, status.st_mtim};
  utimensat(node.fd, "", times, AT_EMPTY_PATH);
}

void restore_content(const Node& node, const struct stat& status, off_t offset,
                     const std::string& content) {
  const int fd = ::open(node.magic_link().c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t count =
        pwrite(fd, content.data() + done, content.size() - done, offset + static_cast<off_t>(done));
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  if (ftruncate(fd, status.st_size) == 0) set_times(node, status);
  ::close(fd);
}

std::string content_of(const Node& node, off_t offset, off_t size) {
  std::string content(static_cast<std::size_t>(size), '\0');
  const int fd = node.open(O_RDONLY);
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t count =
        pread(fd, content.data() + done, content.size() - done, offset + static_cast<off_t>(done));
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  ::close(fd);
  content.resize(done);
  return content;
}

bool is_empty(const Node& parent, const std::string& name) {
  const int fd = check(openat(parent.fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* directory = fdopendir(fd);
  bool empty = true;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view found = entry->d_name;
    if (found != "." && found != "..") empty = false;
  }
  closedir(directory);
  return empty;
}

}  // namespace

Unsynced::Unsynced(const std::string& graveyard) : graveyard_path_(graveyard) {
  if (graveyard.empty()) return;
  if (::mkdir(graveyard.c_str(), 0700) < 0) {
    throw std::system_error(errno, std::generic_category(), graveyard);
  }
  graveyard_ = ::open(graveyard.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (graveyard_ < 0) throw std::system_error(errno, std::generic_category(), graveyard);
}

void Unsynced::forget_grave(const Step& step) const {
  if (step.grave.empty()) return;
  if (unlinkat(graveyard_, step.grave.c_str(), 0) < 0) {
    unlinkat(graveyard_, step.grave.c_str(), AT_REMOVEDIR);
  }
}

void Unsynced::synced(const Node& node) {
  if (!is_recorded()) return;
  const std::lock_guard lock(mutex_);
  std::erase_if(steps_, [&](const Step& step) {
    if (step.content_of != 0 && step.content_of != node.id) return false;
    forget_grave(step);
    return true;
  });
}

void Unsynced::crash() {
  const std::lock_guard lock(mutex_);
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) step->undo();
  for (const Step& step : steps_) forget_grave(step);
  steps_.clear();
}

void Unsynced::shut_down() {
  if (!is_recorded()) return;
  const std::lock_guard lock(mutex_);
  for (const Step& step : steps_) forget_grave(step);
  steps_.clear();
  ::rmdir(graveyard_path_.c_str());
}

Unsynced::Change::Change(Unsynced& unsynced) : unsynced_(unsynced) {
  if (unsynced.is_recorded()) lock_ = std::unique_lock(unsynced.mutex_);
}

Unsynced::Change::~Change() {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (step->has_acted) step->undo();
    unsynced_.forget_grave(*step);
  }
}

void Unsynced::Change::done() {
  std::move(steps_.begin(), steps_.end(), std::back_inserter(unsynced_.steps_));
  steps_.clear();
}

void Unsynced::Change::will_create(const NodePointer& parent, const std::string& name,
                                   bool is_directory) {
  if (!unsynced_.is_recorded()) return;
  steps_.push_back(
      {0, [=] { unlinkat(parent->fd, name.c_str(), is_directory ? AT_REMOVEDIR : 0); }, "", false});
}

bool Unsynced::Change::will_remove(const NodePointer& parent, const std::string& name) {
  if (!unsynced_.is_recorded()) return false;
  struct stat status {};
  if (fstatat(parent->fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return false;
  const bool is_directory = S_ISDIR(status.st_mode);
  const int graveyard = unsynced_.graveyard_;
  const std::string grave = std::to_string(++unsynced_.last_grave_);
  if (is_directory) {
    if (!is_empty(*parent, name)) fail(ENOTEMPTY);
    check(renameat(parent->fd, name.c_str(), graveyard, grave.c_str()));
  } else {
    check(linkat(parent->fd, name.c_str(), graveyard, grave.c_str(), 0));
  }
  const auto dig_up = [=] { renameat(graveyard, grave.c_str(), parent->fd, name.c_str()); };
  steps_.push_back({0, dig_up, grave, is_directory});
  return is_directory;
}

void Unsynced::Change::will_rename(const NodePointer& from, const std::string& old_name,
                                   const NodePointer& to, const std::string& new_name) {
  if (!unsynced_.is_recorded()) return;
  will_remove(to, new_name);
  steps_.push_back(
      {0, [=] { renameat(to->fd, new_name.c_str(), from->fd, old_name.c_str()); }, "", false});
}

void Unsynced::Change::will_set_attributes(const NodePointer& node) {
  if (!unsynced_.is_recorded()) return;
  const struct stat status = node->status();
  steps_.push_back({0,
                    [=] {
                      const int ignored [[maybe_unused]] =
                          fchownat(node->fd, "", status.st_uid, status.st_gid, AT_EMPTY_PATH);
                      if (!S_ISLNK(status.st_mode)) {
                        ::chmod(node->magic_link().c_str(), status.st_mode & 07777);
                      }
                      set_times(*node, status);
                    },
                    "", false});
}

void Unsynced::Change::will_write(const NodePointer& node, off_t offset, std::uint64_t length) {
  if (!unsynced_.is_recorded()) return;
  save_content(node, offset, offset + static_cast<off_t>(length));
}

void Unsynced::Change::will_truncate(const NodePointer& node, off_t size) {
  if (!unsynced_.is_recorded()) return;
  save_content(node, size, std::numeric_limits<off_t>::max());
}

void Unsynced::Change::save_content(const NodePointer& node, off_t from, off_t to) {
  const struct stat status = node->status();
  const off_t end = std::min(to, status.st_size);
  std::string content;
  if (from < end) content = content_of(*node, from, end - from);
  steps_.push_back({node->id, [=] { restore_content(*node, status, from, content); }, "", false});
}

}  // namespace smartsync::share
