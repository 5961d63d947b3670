// Listing a directory: getdents64(2) through a large buffer, then one statx(2) a name.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "engine/fs/activity.h"
#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

struct Name {
  std::uint64_t inode;
  std::string name;
};

void append_names(const char* records, std::size_t length, std::vector<Name>& names) {
  for (std::size_t at = 0; at < length;) {
    const auto* record = reinterpret_cast<const dirent64*>(records + at);
    const char* name = record->d_name;
    const bool is_dot = std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0;
    if (!is_dot) names.push_back({record->d_ino, name});
    at += record->d_reclen;
  }
}

// Returns 0 or the errno value that ended the reading.
int read_names(const Dir::State& dir, std::vector<Name>& names) {
  if (!dir.readable) return EACCES;
  constexpr std::size_t kListBuffer = std::size_t{256} << 10;
  thread_local const auto buffer = std::make_unique<std::byte[]>(kListBuffer);
  char* const records = reinterpret_cast<char*>(buffer.get());

  const std::lock_guard lock(dir.position);
  if (lseek(dir.fd.get(), 0, SEEK_SET) < 0) return errno;
  while (true) {
    const ssize_t length = getdents64(dir.fd.get(), records, kListBuffer);
    if (length == 0) return 0;
    if (length < 0) return errno;
    append_names(records, static_cast<std::size_t>(length), names);
  }
}

}  // namespace

Listing Dir::list(Follow follow) const {
  Listing listing;
  std::vector<Name> names;
  listing.read_error = read_names(*state_, names);
  count_answer();

  // Inodes lie on the disk by number: in this order a cold directory is read almost in sequence.
  std::sort(names.begin(), names.end(),
            [](const Name& a, const Name& b) { return a.inode < b.inode; });

  listing.entries.reserve(names.size());
  const int fd = state_->fd.get();
  for (Name& entry : names) {
    Listed& listed = listing.entries.emplace_back();
    listed.name = std::move(entry.name);
    const char* const name = listed.name.c_str();
    int error = stat_at(fd, name, follow == Follow::yes ? 0 : AT_SYMLINK_NOFOLLOW, listed.stat);
    if (error != 0 && follow == Follow::yes) {
      error = stat_at(fd, name, AT_SYMLINK_NOFOLLOW, listed.stat);
    }
    count_answer();
    if (error != 0) {
      listing.failed.push_back({std::move(listed.name), error});
      listing.entries.pop_back();
    }
  }
  return listing;
}

}  // namespace smartsync::fs
