// Files: opened, created, closed, synced and locked.
#include <fcntl.h>
#include <linux/fuse.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tests/share/open_file.h"
#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

// Linux 6.2; libfuse 3.14 and its headers do not know it yet.
constexpr std::uint32_t parallel_direct_writes = 1U << 6;

// Nothing is cached, and writes to one file go side by side: what libfuse's own reply cannot say.
fuse_open_out open_reply(const OpenFile& file) {
  fuse_open_out reply{};
  reply.fh = reinterpret_cast<std::uint64_t>(&file);
  reply.open_flags = FOPEN_DIRECT_IO | parallel_direct_writes;
  return reply;
}

fuse_attr wire(const struct stat& status) {
  fuse_attr attr{};
  attr.ino = status.st_ino;
  attr.size = static_cast<std::uint64_t>(status.st_size);
  attr.blocks = static_cast<std::uint64_t>(status.st_blocks);
  attr.atime = static_cast<std::uint64_t>(status.st_atim.tv_sec);
  attr.mtime = static_cast<std::uint64_t>(status.st_mtim.tv_sec);
  attr.ctime = static_cast<std::uint64_t>(status.st_ctim.tv_sec);
  attr.atimensec = static_cast<std::uint32_t>(status.st_atim.tv_nsec);
  attr.mtimensec = static_cast<std::uint32_t>(status.st_mtim.tv_nsec);
  attr.ctimensec = static_cast<std::uint32_t>(status.st_ctim.tv_nsec);
  attr.mode = status.st_mode;
  attr.nlink = static_cast<std::uint32_t>(status.st_nlink);
  attr.uid = status.st_uid;
  attr.gid = status.st_gid;
  attr.blksize = static_cast<std::uint32_t>(status.st_blksize);
  return attr;
}

fuse_entry_out entry_reply(const fuse_entry_param& entry) {
  constexpr double nanoseconds = 1e9;
  const auto seconds = static_cast<std::uint64_t>(entry.entry_timeout);
  fuse_entry_out reply{};
  reply.nodeid = entry.ino;
  reply.entry_valid = seconds;
  reply.attr_valid = seconds;
  reply.entry_valid_nsec =
      static_cast<std::uint32_t>((entry.entry_timeout - double(seconds)) * nanoseconds);
  reply.attr_valid_nsec = reply.entry_valid_nsec;
  reply.attr = wire(entry.attr);
  return reply;
}

// The kernel says where each write goes, also of a file that is opened for appending.
constexpr int not_for_the_backing = O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_DIRECT;

int open_backing(Share& share, const NodePointer& node, int flags) {
  const int wanted = flags & ~not_for_the_backing;
  if ((flags & O_TRUNC) == 0) return node->open(wanted);
  auto change = share.change();
  change.will_truncate(node, 0);
  const int fd = node->open(wanted);
  change.done();
  return fd;
}

void open_one(fuse_req_t request, fuse_ino_t id, fuse_file_info* file) {
  Share& share = share_of(request);
  share.serve({request, Kind::open, {{id, ""}}, [=, &share, flags = file->flags](Passage&) {
                 const NodePointer node = share.nodes().get(id);
                 const int fd = open_backing(share, node, flags);
                 auto opened = std::make_unique<OpenFile>(node, fd, share.crashes());
                 fuse_open_out reply = open_reply(*opened);
                 const iovec part{&reply, sizeof reply};
                 if (fuse_reply_iov(request, &part, 1) == 0) opened.release();
               }});
}

// False if there is something of that name already.
bool create_new(fuse_req_t request, Share& share, const Place& place, mode_t mode) {
  const NodePointer parent = share.nodes().get(place.node);
  auto change = share.change();
  change.will_create(parent, place.name, false);
  const int fd =
      openat(parent->fd, place.name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
  if (fd < 0 && errno == EEXIST) return false;
  ::close(check(fd));
  give_to_caller(request, *parent, place.name);
  change.done();
  return true;
}

// Opens what is known as `found` and replies. False if nobody waits for the answer any more.
bool reply_created(fuse_req_t request, Share& share, const fuse_entry_param& found, int flags) {
  const NodePointer node = share.nodes().get(found.ino);
  const int fd = open_backing(share, node, flags);
  auto opened = std::make_unique<OpenFile>(node, fd, share.crashes());
  fuse_entry_out first = entry_reply(found);
  fuse_open_out second = open_reply(*opened);
  const iovec parts[] = {{&first, sizeof first}, {&second, sizeof second}};
  if (fuse_reply_iov(request, parts, 2) < 0) return false;
  opened.release();
  return true;
}

void create_on(fuse_req_t request, Share& share, const Place& place, mode_t mode, int flags) {
  const bool is_new = create_new(request, share, place, mode);
  if (!is_new && (flags & O_EXCL) != 0) fail(EEXIST);
  const fuse_entry_param found = entry(share, share.nodes().get(place.node), place.name);
  try {
    const bool is_known = reply_created(request, share, found, is_new ? flags & ~O_TRUNC : flags);
    if (!is_known) share.nodes().forget(found.ino, 1);
  } catch (...) {
    share.nodes().forget(found.ino, 1);
    throw;
  }
}

void create(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode,
            fuse_file_info* file) {
  Share& share = share_of(request);
  const Place place{parent, name_on_server(share, parent, name)};
  share.serve({request, Kind::create, {place}, [=, &share, flags = file->flags](Passage&) {
                 create_on(request, share, place, mode, flags);
               }});
}

// The end of each close(2): nothing is cached that would have to be written. POSIX wants the
// process's locks gone.
void flush(fuse_req_t request, fuse_ino_t id, fuse_file_info* file) {
  share_of(request).locks().drop(id, file->lock_owner);
  fuse_reply_err(request, 0);
}

void close_one(fuse_req_t request, fuse_ino_t id, fuse_file_info* file) {
  delete reinterpret_cast<OpenFile*>(file->fh);
  share_of(request).serve(
      {request, Kind::release, {{id, ""}}, [=](Passage&) { fuse_reply_err(request, 0); }});
}

void sync_one(fuse_req_t request, fuse_ino_t id, int /*data_only*/, fuse_file_info* file) {
  Share& share = share_of(request);
  share.serve({request, Kind::fsync, {{id, ""}}, [=, &share, handle = file->fh](Passage&) {
                 const OpenFile& opened = open_file(share, handle);
                 if (share.settings().real_sync) check(fsync(opened.fd));
                 share.unsynced().synced(*opened.node);
                 fuse_reply_err(request, 0);
               }});
}

void get_lock(fuse_req_t request, fuse_ino_t id, fuse_file_info* file, struct flock* range) {
  Share& share = share_of(request);
  share.serve({request,
               Kind::lock,
               {{id, ""}},
               [=, &share, owner = file->lock_owner, range = *range](Passage&) {
                 const struct flock found = share.locks().get(share.nodes().get(id), owner, range);
                 fuse_reply_lock(request, &found);
               }});
}

void set_lock(fuse_req_t request, fuse_ino_t id, fuse_file_info* file, struct flock* range,
              int wait) {
  Share& share = share_of(request);
  share.serve({request,
               Kind::lock,
               {{id, ""}},
               [=, &share, owner = file->lock_owner, range = *range](Passage&) {
                 const NodePointer node = share.nodes().get(id);
                 while (!share.locks().set(node, owner, range)) {
                   if (wait == 0) fail(EAGAIN);
                   if (fuse_req_interrupted(request) != 0) fail(EINTR);
                   std::this_thread::sleep_for(std::chrono::milliseconds(10));
                   share.check_connection(Kind::lock, {{id, ""}});
                 }
                 fuse_reply_err(request, 0);
               }});
}

}  // namespace

void add_file_operations(fuse_lowlevel_ops& operations) {
  operations.open = open_one;
  operations.create = create;
  operations.flush = flush;
  operations.release = close_one;
  operations.fsync = sync_one;
  operations.getlk = get_lock;
  operations.setlk = set_lock;
}

}  // namespace smartsync::share
