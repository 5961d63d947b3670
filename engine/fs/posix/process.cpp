#include "engine/fs/process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "engine/fs/posix/handle.h"

namespace smartsync::fs {
namespace {

std::atomic<int> caught_signal = 0;
static_assert(std::atomic<int>::is_always_lock_free);  // or no signal handler may touch it

std::atomic<bool> progress_requested = false;

constexpr std::array kInterrupts{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

extern "C" void remember_signal(int number) {
  caught_signal = number;
  for (const int each : kInterrupts) std::signal(each, SIG_DFL);
}

extern "C" void remember_request(int) {
  progress_requested = true;
}

void on_signal(int number, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(number, &action, nullptr);
}

}  // namespace

std::uint16_t current_umask() {
  static const auto mask = [] {
    const mode_t value = umask(0);
    umask(value);
    return static_cast<std::uint16_t>(value);
  }();
  return mask;
}

std::uint32_t effective_user() {
  return geteuid();
}

bool is_superuser() {
  return geteuid() == 0;
}

bool in_group(std::uint32_t gid) {
  static const std::vector<gid_t> groups = [] {
    std::vector<gid_t> result(static_cast<std::size_t>(std::max(0, getgroups(0, nullptr))));
    const int count = getgroups(static_cast<int>(result.size()), result.data());
    result.resize(static_cast<std::size_t>(std::max(0, count)));
    result.push_back(getegid());
    return result;
  }();
  return std::find(groups.begin(), groups.end(), gid) != groups.end();
}

Time now() {
  timespec value{};
  clock_gettime(CLOCK_REALTIME, &value);
  return {value.tv_sec, static_cast<std::int32_t>(value.tv_nsec)};
}

double monotonic_seconds() {
  timespec value{};
  clock_gettime(CLOCK_MONOTONIC, &value);
  return static_cast<double>(value.tv_sec) + static_cast<double>(value.tv_nsec) * 1e-9;
}

std::uint32_t process_id() {
  return static_cast<std::uint32_t>(getpid());
}

namespace {

std::string boot_and_pids() {
  std::array<char, 64> boot{};
  const int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  const ssize_t length = read(fd, boot.data(), boot.size() - 1);
  close(fd);
  std::array<char, 64> pids{};  // containers count their processes each from 1
  if (length <= 0 || readlink("/proc/self/ns/pid", pids.data(), pids.size() - 1) <= 0) return {};
  const std::string_view line(boot.data());
  return std::string(line.substr(0, line.find('\n'))) + "/" + pids.data() + "/";
}

}  // namespace

std::string process_mark() {
  const std::string where = boot_and_pids();
  return where.empty() ? where : where + std::to_string(getpid());
}

bool has_ended(const std::string& process_mark) {
  const std::string where = boot_and_pids();
  if (where.empty() || !process_mark.starts_with(where)) return false;
  const std::string number = process_mark.substr(where.size());
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (number.empty() || number.size() > 9 || !std::ranges::all_of(number, is_digit)) return false;
  const auto process = static_cast<pid_t>(std::stol(number));
  return process > 0 && kill(process, 0) != 0 && errno == ESRCH;
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

std::string current_directory() {
  std::string path(PATH_MAX, '\0');
  while (getcwd(path.data(), path.size()) == nullptr) {
    if (errno != ERANGE) fail("cannot find the current directory", ".");
    path.resize(path.size() * 2);
  }
  path.resize(path.find('\0'));
  return path;
}

std::string temp_directory() {
  const std::optional<std::string> configured = environment("TMPDIR");
  return configured && !configured->empty() ? *configured : "/tmp";
}

std::vector<std::string> alias_files() {
  std::vector<std::string> files{"/etc/popt"};
  if (const auto home = environment("HOME")) files.push_back(*home + "/.popt");
  return files;
}

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string format_local_time(std::int64_t seconds, const char* format) {
  const time_t time = seconds;
  tm local{};
  if (localtime_r(&time, &local) == nullptr) return {};
  std::array<char, 256> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

bool is_terminal(int standard_stream) {
  return isatty(standard_stream) == 1;
}

int terminal_width() {
  winsize size{};
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    if (ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

void catch_interrupts() {
  for (const int number : kInterrupts) {
    struct sigaction previous {};
    sigaction(number, nullptr, &previous);
    if (number == SIGHUP && previous.sa_handler == SIG_IGN) continue;  // as under nohup
    on_signal(number, remember_signal);
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  on_signal(SIGVTALRM, remember_request);
}

bool take_progress_request() {
  return progress_requested.load(std::memory_order_relaxed) && progress_requested.exchange(false);
}

bool interrupted_by_user_signal() {
  return interrupted() == SIGUSR1 || interrupted() == SIGUSR2;
}

// What is opened next would have the number of the closed one, and be written to as if it were
// that.
void occupy_standard_streams() {
  for (int stream = 0; stream <= 2; ++stream) {
    if (fcntl(stream, F_GETFD) != -1) continue;
    const int how =
        stream == 0 ? O_WRONLY : O_RDONLY;  // so that its use fails as if it were closed
    if (open("/dev/null", how) != stream) return;
  }
}

int interrupted() {
  return caught_signal.load(std::memory_order_relaxed);
}

// A read alone would be restarted after a signal.
std::optional<std::string> read_line() {
  constexpr int kMilliseconds = 200;  // a signal may arrive between the look at it and the wait
  std::string line;
  while (interrupted() == 0) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    const int ready = poll(&input, 1, kMilliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char letter = 0;
    if (ready < 0 || read(STDIN_FILENO, &letter, 1) != 1) return std::nullopt;
    if (letter == '\n') return line;
    line += letter;
  }
  return std::nullopt;
}

void end_process(int code) {
  _exit(code);
}

void use_binary_streams() {}  // they always are

std::vector<std::string> program_arguments(int argc, char** argv) {
  return {argv, argv + argc};
}

void raise_open_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // as many as there were is still a working program
}

}  // namespace smartsync::fs
