// Listings: names with their attributes, many in one answer.
#include <dirent.h>
#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <span>
#include <system_error>

#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

// An answer to SMB's QUERY_DIRECTORY is up to 64 KiB: an entry of 104 bytes and its name in UTF-16.
// The kernel fetches it through FUSE in smaller pieces, and only the first of them is a request.
constexpr std::size_t answer_size = 64 << 10;
constexpr std::size_t entry_size = 104;

struct Directory {
  NodePointer node;
  std::mutex mutex;
  std::vector<std::string> names;
  std::size_t answered = 0;  // of `names` have come in answers so far
};

Directory& directory_of(const fuse_file_info& file) {
  return *reinterpret_cast<Directory*>(file.fh);
}

std::vector<std::string> names_in(const Node& node) {
  const int fd = check(openat(node.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* stream = fdopendir(fd);
  std::vector<std::string> names;
  while (const dirent* entry = readdir(stream)) names.emplace_back(entry->d_name);
  closedir(stream);
  return names;
}

std::size_t next_answer(const std::vector<std::string>& names, std::size_t from) {
  std::size_t size = 0;
  while (from < names.size() && size < answer_size) {
    size += entry_size + 2 * names[from].size();
    ++from;
  }
  return from;
}

bool is_special(const std::string& name) {
  return name == "." || name == "..";
}

// Lays one entry with its attributes into `room`. Returns the bytes it needs; it is only there if
// they are no more than the room. `.` and `..` are not looked up.
std::size_t lay_with_attributes(fuse_req_t request, Share& share, const NodePointer& parent,
                                const std::string& name, std::size_t next, std::span<char> room) {
  fuse_entry_param found{};
  if (is_special(name)) {
    found.attr = parent->status();
  } else {
    found = entry(share, parent, name);
  }
  const std::size_t needed =
      fuse_add_direntry_plus(request, room.data(), room.size(), name.c_str(), &found, off_t(next));
  if (needed > room.size() && !is_special(name)) share.nodes().forget(found.ino, 1);
  return needed;
}

std::size_t lay_name(fuse_req_t request, const Node& parent, const std::string& name,
                     std::size_t next, std::span<char> room) {
  struct stat status {};
  check(fstatat(parent.fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW));
  return fuse_add_direntry(request, room.data(), room.size(), name.c_str(), &status, off_t(next));
}

// As many entries as the kernel has room for.
std::string entries(fuse_req_t request, Share& share, const Directory& directory, std::size_t size,
                    std::size_t from) {
  std::string buffer(size, '\0');
  std::size_t used = 0;
  for (std::size_t at = from; at < directory.names.size(); ++at) {
    const std::string& name = directory.names[at];
    const std::span room(buffer.data() + used, size - used);
    std::size_t needed = 0;
    try {
      needed = share.settings().listing_attributes
                   ? lay_with_attributes(request, share, directory.node, name, at + 1, room)
                   : lay_name(request, *directory.node, name, at + 1, room);
    } catch (const std::system_error& failure) {
      if (failure.code().value() != ENOENT) throw;  // deleted since the names were read
    }
    if (needed > room.size()) break;
    used += needed;
  }
  buffer.resize(used);
  return buffer;
}

std::string ask_for_more(fuse_req_t request, Share& share, Directory& directory, std::size_t size,
                         std::size_t from) {
  const std::lock_guard lock(directory.mutex);
  if (from == 0) directory.names = names_in(*directory.node);
  if (share.connection() == Connection::empty) directory.names.clear();
  directory.answered = next_answer(directory.names, from);
  return entries(request, share, directory, size, from);
}

// The entries that the last answer has brought; nullopt: the share has to be asked.
std::optional<std::string> already_here(fuse_req_t request, Share& share, Directory& directory,
                                        std::size_t size, std::size_t from) {
  const std::lock_guard lock(directory.mutex);
  // That the listing ends there was told too.
  const bool is_here = from > 0 && (from < directory.answered || from == directory.names.size());
  if (!is_here) return std::nullopt;
  share.check_connection(Kind::readdir, {{directory.node->id, ""}});
  return entries(request, share, directory, size, from);
}

// The last that is done: once the kernel has its answer, it may close the directory.
void reply(fuse_req_t request, const std::string& entries) {
  fuse_reply_buf(request, entries.data(), entries.size());
}

void list(fuse_req_t request, fuse_ino_t id, std::size_t size, off_t offset, fuse_file_info* file) {
  Share& share = share_of(request);
  Directory& directory = directory_of(*file);
  const auto from = static_cast<std::size_t>(offset);
  share.answer_locally(request, [&] {
    if (const auto here = already_here(request, share, directory, size, from)) {
      reply(request, *here);
      return;
    }
    share.serve({request, Kind::readdir, {{id, ""}}, [=, &share, &directory](Passage&) {
                   reply(request, ask_for_more(request, share, directory, size, from));
                 }});
  });
}

void open_directory(fuse_req_t request, fuse_ino_t id, fuse_file_info* file) {
  Share& share = share_of(request);
  share.serve({request, Kind::opendir, {{id, ""}}, [=, &share, file = *file](Passage&) mutable {
                 auto directory = std::make_unique<Directory>();
                 directory->node = share.nodes().get(id);
                 file.fh = reinterpret_cast<std::uint64_t>(directory.get());
                 if (fuse_reply_open(request, &file) == 0) directory.release();
               }});
}

void close_directory(fuse_req_t request, fuse_ino_t id, fuse_file_info* file) {
  delete &directory_of(*file);
  share_of(request).serve(
      {request, Kind::releasedir, {{id, ""}}, [=](Passage&) { fuse_reply_err(request, 0); }});
}

void sync_directory(fuse_req_t request, fuse_ino_t id, int /*data_only*/,
                    fuse_file_info* /*file*/) {
  Share& share = share_of(request);
  share.serve({request, Kind::fsyncdir, {{id, ""}}, [=, &share](Passage&) {
                 share.unsynced().synced(*share.nodes().get(id));
                 fuse_reply_err(request, 0);
               }});
}

}  // namespace

std::string name_on_server(Share& share, fuse_ino_t parent, const char* name) {
  if (!share.settings().ignore_case) return name;
  try {
    for (const std::string& there : names_in(*share.nodes().get(parent)))
      if (strcasecmp(there.c_str(), name) == 0) return there;
  } catch (const std::system_error&) {
    // The operation itself meets that.
  }
  return name;
}

void add_directory_operations(fuse_lowlevel_ops& operations) {
  operations.opendir = open_directory;
  operations.readdir = list;
  operations.readdirplus = list;
  operations.releasedir = close_directory;
  operations.fsyncdir = sync_directory;
}

}  // namespace smartsync::share
