#include "tests/share/mount.h"

#include <linux/fuse.h>
#include <sys/mount.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

// They only take requests from the kernel and hand them on.
constexpr int receivers = 4;

// The first answer, to the kernel's greeting, lists what this filesystem can do. libfuse
// before 3.17 leaves out that names in one directory may be looked up side by side.
ssize_t send_greeting(int kernel, const iovec* parts, int count) {
  fuse_init_out greeting{};
  if (count != 2 || parts[1].iov_len != sizeof greeting) return ::writev(kernel, parts, count);
  std::memcpy(&greeting, parts[1].iov_base, sizeof greeting);
  greeting.flags |= FUSE_PARALLEL_DIROPS;
  const iovec changed[] = {parts[0], {&greeting, sizeof greeting}};
  return ::writev(kernel, changed, 2);
}

void speak_through_us(fuse_session* session) {
  static std::atomic<bool> is_greeted = false;
  fuse_custom_io io{};
  io.read = [](int kernel, void* buffer, std::size_t size, void*) {
    return ::read(kernel, buffer, size);
  };
  io.writev = [](int kernel, iovec* parts, int count, void*) {
    if (is_greeted.exchange(true)) return ::writev(kernel, parts, count);
    return send_greeting(kernel, parts, count);
  };
  if (fuse_session_custom_io(session, &io, fuse_session_fd(session)) != 0) {
    throw std::runtime_error("libfuse refuses to speak through this program");
  }
}

void receive(fuse_session* session) {
  fuse_buf buffer{};
  while (fuse_session_exited(session) == 0) {
    const int size = fuse_session_receive_buf(session, &buffer);
    if (size == -EINTR) continue;
    if (size <= 0) break;
    fuse_session_process_buf(session, &buffer);
  }
  std::free(buffer.mem);
  kill(getpid(), SIGTERM);
}

fuse_session* new_session(Share& share) {
  const Settings& settings = share.settings();
  // default_permissions: modes are judged by the kernel.
  const std::string mount_options =
      "-oallow_other,default_permissions,fsname=share_simulator,subtype=share,max_read=" +
      std::to_string(settings.max_request);
  fuse_args arguments = FUSE_ARGS_INIT(0, nullptr);
  fuse_opt_add_arg(&arguments, "share_simulator");
  fuse_opt_add_arg(&arguments, mount_options.c_str());
  const fuse_lowlevel_ops answers = operations();
  fuse_session* session = fuse_session_new(&arguments, &answers, sizeof answers, &share);
  fuse_opt_free_args(&arguments);
  if (session == nullptr) throw std::runtime_error("libfuse refuses the session");
  return session;
}

}  // namespace

void mount(Share& share) {
  if (access("/dev/fuse", R_OK | W_OK) != 0) {
    throw std::runtime_error(
        "/dev/fuse is missing or closed to this user: no share can be simulated");
  }
  fuse_session* session = new_session(share);
  share.set_session(session);
  if (fuse_session_mount(session, share.settings().mountpoint.c_str()) != 0) {
    throw std::runtime_error(share.settings().mountpoint + ": cannot be mounted on");
  }
  speak_through_us(session);
  for (int i = 0; i < receivers; ++i) std::thread(receive, session).detach();
}

bool unmount(const Share& share) {
  // EINVAL: somebody else has unmounted it.
  return umount2(share.settings().mountpoint.c_str(), MNT_DETACH) == 0 || errno == EINVAL;
}

}  // namespace smartsync::share
