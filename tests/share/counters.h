// What has been asked of the share.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smartsync::share {

enum class Kind {
  lookup,
  getattr,
  setattr,
  readlink,
  symlink,
  mkdir,
  unlink,
  rmdir,
  rename,
  link,
  create,
  open,
  read,
  write,
  release,
  fsync,
  opendir,
  readdir,
  releasedir,
  fsyncdir,
  statfs,
  lock,
  fallocate,
  lseek,
  copy_file_range,
};
inline constexpr std::array<std::string_view, 25> kind_names = {
    "lookup",  "getattr",   "setattr", "readlink",        "symlink",    "mkdir",    "unlink",
    "rmdir",   "rename",    "link",    "create",          "open",       "read",     "write",
    "release", "fsync",     "opendir", "readdir",         "releasedir", "fsyncdir", "statfs",
    "lock",    "fallocate", "lseek",   "copy_file_range",
};

// nullopt: no kind is called so.
std::optional<Kind> kind_called(std::string_view name);

struct Counters {
  std::array<std::atomic<std::uint64_t>, kind_names.size()> requests{};
  std::atomic<std::uint64_t> bytes_read = 0;
  std::atomic<std::uint64_t> bytes_written = 0;
  std::atomic<std::uint64_t> bytes_copied = 0;  // by the share itself, not over the link

  void count(Kind kind) { ++requests[static_cast<std::size_t>(kind)]; }
  void reset();

  // A JSON object: "requests" (their sum), "bytes_read", "bytes_written", "bytes_copied", and
  // "by_kind", an object with the kinds that occurred. `more` are members to add: `"name": value`.
  std::string json(const std::string& more) const;
};

}  // namespace smartsync::share
