#include "tests/share/operations.h"

#include <fcntl.h>
#include <unistd.h>

namespace smartsync::share {
namespace {

void choose_capabilities(const Settings& settings, fuse_conn_info* connection) {
  const auto want = [&](unsigned capability) {
    connection->want |= capability & connection->capable;
  };
  want(FUSE_CAP_ASYNC_READ | FUSE_CAP_ASYNC_DIO | FUSE_CAP_PARALLEL_DIROPS);
  want(FUSE_CAP_ATOMIC_O_TRUNC | FUSE_CAP_EXPIRE_ONLY);
  want(FUSE_CAP_POSIX_LOCKS);
  // Always or never: left to itself the kernel guesses which listings need attributes.
  connection->want &= ~unsigned(FUSE_CAP_READDIRPLUS | FUSE_CAP_READDIRPLUS_AUTO);
  if (settings.listing_attributes) want(FUSE_CAP_READDIRPLUS);
  // Content is copied out of the receiver's buffer, for another thread.
  connection->want &=
      ~unsigned(FUSE_CAP_SPLICE_READ | FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_HANDLE_KILLPRIV);
}

}  // namespace

fuse_lowlevel_ops operations() {
  fuse_lowlevel_ops operations{};
  operations.init = [](void* data, fuse_conn_info* connection) {
    const Settings& settings = static_cast<Share*>(data)->settings();
    choose_capabilities(settings, connection);
    connection->max_write = settings.max_request;
    connection->max_read = settings.max_request;
    // Those that nobody waits for in the kernel (release, asynchronous reads) have their own
    // limit there, which is to be no tighter than the gate's.
    connection->max_background = 4 * settings.parallel;
    connection->congestion_threshold = 4 * settings.parallel;
    connection->time_gran = settings.time_granularity;
  };
  add_name_operations(operations);
  add_attribute_operations(operations);
  add_file_operations(operations);
  add_content_operations(operations);
  add_directory_operations(operations);
  return operations;
}

struct stat attributes(const Share& share, const Node& node) {
  struct stat status = node.status();
  const long granularity = share.settings().time_granularity;
  for (timespec* time : {&status.st_atim, &status.st_mtim, &status.st_ctim}) {
    time->tv_nsec -= time->tv_nsec % granularity;
  }
  return status;
}

fuse_entry_param entry(Share& share, const NodePointer& parent, const std::string& name) {
  const NodePointer node = share.nodes().look_up(parent, name);
  fuse_entry_param entry{};
  entry.ino = node->id;
  entry.attr = attributes(share, *node);
  entry.attr_timeout = share.settings().cache_seconds;
  entry.entry_timeout = share.settings().cache_seconds;
  return entry;
}

void reply_entry(fuse_req_t request, Share& share, const NodePointer& parent,
                 const std::string& name) {
  const fuse_entry_param found = entry(share, parent, name);
  // An answer that nobody waits for any more: the kernel will not forget what it never learned.
  if (fuse_reply_entry(request, &found) < 0) share.nodes().forget(found.ino, 1);
}

void give_to_caller(fuse_req_t request, const Node& parent, const std::string& name) {
  const fuse_ctx* caller = fuse_req_ctx(request);
  if (caller->uid == geteuid()) return;
  check(fchownat(parent.fd, name.c_str(), caller->uid, caller->gid, AT_SYMLINK_NOFOLLOW));
}

}  // namespace smartsync::share
