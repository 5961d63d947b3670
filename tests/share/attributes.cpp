// Attributes of files and of the whole share.
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <climits>

#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

void reply_attributes(fuse_req_t request, const Share& share, const Node& node) {
  const struct stat status = attributes(share, node);
  fuse_reply_attr(request, &status, share.settings().cache_seconds);
}

void get(fuse_req_t request, fuse_ino_t id, fuse_file_info* /*file*/) {
  Share& share = share_of(request);
  share.serve({request, Kind::getattr, {{id, ""}}, [=, &share](Passage&) {
                 reply_attributes(request, share, *share.nodes().get(id));
               }});
}

timespec wanted_time(timespec given, bool set, bool now) {
  if (now) return {0, UTIME_NOW};
  if (set) return given;
  return {0, UTIME_OMIT};
}

void set_on(const Node& node, const struct stat& wanted, int which) {
  const auto asked = [which](int attribute) { return (which & attribute) != 0; };
  if (asked(FUSE_SET_ATTR_MODE)) {
    check(::chmod(node.magic_link().c_str(), wanted.st_mode & 07777));
  }
  if (asked(FUSE_SET_ATTR_UID) || asked(FUSE_SET_ATTR_GID)) {
    const uid_t uid = asked(FUSE_SET_ATTR_UID) ? wanted.st_uid : uid_t(-1);
    const gid_t gid = asked(FUSE_SET_ATTR_GID) ? wanted.st_gid : gid_t(-1);
    check(fchownat(node.fd, "", uid, gid, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
  }
  if (asked(FUSE_SET_ATTR_SIZE)) check(::truncate(node.magic_link().c_str(), wanted.st_size));
  if (asked(FUSE_SET_ATTR_ATIME) || asked(FUSE_SET_ATTR_MTIME)) {
    const timespec times[2] = {
        wanted_time(wanted.st_atim, asked(FUSE_SET_ATTR_ATIME), asked(FUSE_SET_ATTR_ATIME_NOW)),
        wanted_time(wanted.st_mtim, asked(FUSE_SET_ATTR_MTIME), asked(FUSE_SET_ATTR_MTIME_NOW))};
    check(utimensat(node.fd, "", times, AT_EMPTY_PATH));
  }
}

void set(fuse_req_t request, fuse_ino_t id, struct stat* attributes, int which,
         fuse_file_info* /*file*/) {
  Share& share = share_of(request);
  share.serve({request, Kind::setattr, {{id, ""}}, [=, &share, wanted = *attributes](Passage&) {
                 const NodePointer node = share.nodes().get(id);
                 {
                   auto change = share.change();
                   if ((which & FUSE_SET_ATTR_SIZE) != 0) {
                     change.will_truncate(node, wanted.st_size);
                   }
                   if ((which & ~FUSE_SET_ATTR_SIZE) != 0) change.will_set_attributes(node);
                   set_on(*node, wanted, which);
                   change.done();
                 }
                 reply_attributes(request, share, *node);
               }});
}

void read_link(fuse_req_t request, fuse_ino_t id) {
  Share& share = share_of(request);
  share.serve({request, Kind::readlink, {{id, ""}}, [=, &share](Passage&) {
                 std::string target(PATH_MAX, '\0');
                 const ssize_t length =
                     readlinkat(share.nodes().get(id)->fd, "", target.data(), target.size());
                 if (length < 0) fail(errno);
                 target.resize(static_cast<std::size_t>(length));
                 fuse_reply_readlink(request, target.c_str());
               }});
}

void space(fuse_req_t request, fuse_ino_t id) {
  Share& share = share_of(request);
  share.serve({request, Kind::statfs, {{id, ""}}, [=, &share](Passage&) {
                 struct statvfs status {};
                 check(fstatvfs(share.nodes().get(FUSE_ROOT_ID)->fd, &status));
                 fuse_reply_statfs(request, &status);
               }});
}

}  // namespace

void add_attribute_operations(fuse_lowlevel_ops& operations) {
  operations.getattr = get;
  operations.setattr = set;
  operations.readlink = read_link;
  operations.statfs = space;
}

}  // namespace smartsync::share
