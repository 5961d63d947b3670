#include "engine/fs/kernel_copy.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "engine/fs/activity.h"
#include "engine/fs/posix/handle.h"
#include "engine/fs/refused_pairs.h"

namespace smartsync::fs {

bool reflink(const File& source, const File& target) {
  static RefusedPairs refusals;
  const RefusedPairs::Pair devices{source.stat().device, target.stat().device};
  if (refusals.contains(devices)) return false;
  if (ioctl(fd_of(target), FICLONE, fd_of(source)) == 0) return true;
  if (errno == EOPNOTSUPP || errno == ENOTTY || errno == EXDEV || errno == ENOSYS) {
    refusals.add(devices);
  }
  return false;
}

std::uint64_t kernel_copy(const File& source, std::uint64_t source_offset, const File& target,
                          std::uint64_t target_offset, std::uint64_t length) {
  auto from = static_cast<loff_t>(source_offset);
  auto to = static_cast<loff_t>(target_offset);
  while (true) {
    const ssize_t copied = copy_file_range(fd_of(source), &from, fd_of(target), &to, length, 0);
    count_answer();
    if (copied >= 0) return static_cast<std::uint64_t>(copied);
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
      fail_to_write("cannot write", target.path());
    if (errno != EINTR) return 0;
  }
}

}  // namespace smartsync::fs
