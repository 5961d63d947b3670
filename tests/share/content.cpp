// Content: the bytes that cross the link, and those that the share copies by itself.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "tests/share/open_file.h"
#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

const OpenFile& opened_by(const fuse_file_info* file) {
  return *reinterpret_cast<const OpenFile*>(file->fh);
}

bool is_rest(fuse_req_t request, const Share& share, Pieces& pieces, std::size_t size,
             off_t offset) {
  return pieces.is_rest(fuse_req_ctx(request)->pid, static_cast<std::uint64_t>(offset), size,
                        share.settings().max_request);
}

void read(fuse_req_t request, fuse_ino_t id, std::size_t size, off_t offset, fuse_file_info* file) {
  Share& share = share_of(request);
  Call call{request, Kind::read, {{id, ""}}, [=, &share, handle = file->fh](Passage& passage) {
              thread_local std::vector<char> buffer;
              buffer.resize(std::max(buffer.size(), size));
              const int fd = open_file(share, handle).fd;
              const ssize_t count = pread(fd, buffer.data(), size, offset);
              if (count < 0) fail(errno);
              const auto length = static_cast<std::size_t>(count);
              passage.carry(length);
              share.check_connection(Kind::read, {{id, ""}});
              share.counters().bytes_read += length;
              fuse_reply_buf(request, buffer.data(), length);
            }};
  call.asks_for = size;
  call.is_rest = is_rest(request, share, opened_by(file).reads, size, offset);
  share.serve(std::move(call));
}

void write(fuse_req_t request, fuse_ino_t id, const char* bytes, std::size_t size, off_t offset,
           fuse_file_info* file) {
  Share& share = share_of(request);
  const auto content = std::make_shared<const std::string>(bytes, size);
  Call call{request, Kind::write, {{id, ""}}, [=, &share, handle = file->fh](Passage& passage) {
              const OpenFile& opened = open_file(share, handle);
              const std::size_t length = std::min(size, std::size_t(passage.allowed()));
              auto change = share.change();
              change.will_write(opened.node, offset, length);
              const ssize_t count = pwrite(opened.fd, content->data(), length, offset);
              if (count < 0) fail(errno);
              change.done();
              share.counters().bytes_written += static_cast<std::uint64_t>(count);
              fuse_reply_write(request, static_cast<std::size_t>(count));
            }};
  call.upload = size;
  call.is_rest = is_rest(request, share, opened_by(file).writes, size, offset);
  share.serve(std::move(call));
}

// How far a copy within the share goes in one request of the kernel's.
std::size_t copy(int from, off_t from_offset, int to, off_t to_offset, std::size_t length) {
  std::size_t done = 0;
  while (done < length) {
    const ssize_t count = ::copy_file_range(from, &from_offset, to, &to_offset, length - done, 0);
    if (count < 0) fail(errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void copy_within_share(fuse_req_t request, fuse_ino_t from, off_t from_offset,
                       fuse_file_info* from_file, fuse_ino_t to, off_t to_offset,
                       fuse_file_info* to_file, std::size_t length, int /*flags*/) {
  Share& share = share_of(request);
  if (!share.server_copy) {
    // The kernel knows that the server cannot: it reads and writes instead, without asking.
    fuse_reply_err(request, EOPNOTSUPP);
    return;
  }
  share.serve({request,
               Kind::copy_file_range,
               {{from, ""}, {to, ""}},
               [=, &share, source = from_file->fh, target = to_file->fh](Passage&) {
                 const OpenFile& source_file = open_file(share, source);
                 const OpenFile& target_file = open_file(share, target);
                 auto change = share.change();
                 change.will_write(target_file.node, to_offset, length);
                 const std::size_t count =
                     copy(source_file.fd, from_offset, target_file.fd, to_offset, length);
                 change.done();
                 share.counters().bytes_copied += count;
                 fuse_reply_write(request, count);
               }});
}

void allocate(fuse_req_t request, fuse_ino_t id, int mode, off_t offset, off_t length,
              fuse_file_info* file) {
  Share& share = share_of(request);
  share.serve({request, Kind::fallocate, {{id, ""}}, [=, &share, handle = file->fh](Passage&) {
                 const OpenFile& opened = open_file(share, handle);
                 auto change = share.change();
                 change.will_truncate(opened.node, offset);
                 check(::fallocate(opened.fd, mode, offset, length));
                 change.done();
                 fuse_reply_err(request, 0);
               }});
}

void seek(fuse_req_t request, fuse_ino_t id, off_t offset, int whence, fuse_file_info* file) {
  Share& share = share_of(request);
  share.serve({request, Kind::lseek, {{id, ""}}, [=, &share, handle = file->fh](Passage&) {
                 const off_t found = ::lseek(open_file(share, handle).fd, offset, whence);
                 if (found < 0) fail(errno);
                 fuse_reply_lseek(request, found);
               }});
}

}  // namespace

void add_content_operations(fuse_lowlevel_ops& operations) {
  operations.read = read;
  operations.write = write;
  operations.copy_file_range = copy_within_share;
  operations.fallocate = allocate;
  operations.lseek = seek;
}

}  // namespace smartsync::share
