// What the engine knows about a file: plain values, the same on every platform.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace smartsync::fs {

enum class FileType : std::uint8_t {
  regular,
  directory,
  symlink,
  fifo,
  socket,
  char_device,
  block_device,
};

inline bool is_device(FileType type) {
  return type == FileType::char_device || type == FileType::block_device;
}
inline bool is_special(FileType type) {
  return type == FileType::fifo || type == FileType::socket;
}

// A point in time: seconds since 1970 (may be negative) and 0 <= nanoseconds < 10^9.
struct Time {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  // clang-tidy 14 sees a null pointer in what the compiler generates here.
  auto operator<=>(const Time&) const = default;  // NOLINT(modernize-use-nullptr)
};

// The answer of one lstat-like request.
struct Stat {
  FileType type = FileType::regular;
  std::uint16_t permissions = 0;  // the bits of 07777
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint32_t links = 1;      // 0 where a listing does not tell (Dir::list)
  std::uint64_t size = 0;       // bytes of content; for a symlink the length of its target
  std::uint64_t allocated = 0;  // bytes on disk
  Time modified;
  Time accessed;
  Time created;  // zero where the filesystem does not tell
  std::uint64_t device = 0;
  std::uint64_t inode = 0;  // with `device`: the file's identity
  std::uint64_t rdev = 0;   // of a device file
};

inline bool is_same_file(const Stat& a, const Stat& b) {
  return a.inode == b.inode && a.device == b.device;
}

// One name of a directory with its stat.
struct Listed {
  std::string name;
  Stat stat;
};

// What listing a directory found. A name whose stat failed (it vanished, or may not be read) is
// in `failed` with the OS error, so that one bad name never hides the others.
struct Listing {
  struct Failed {
    std::string name;
    int error;  // errno value
  };
  std::vector<Listed> entries;  // in no particular order
  std::vector<Failed> failed;
  int read_error = 0;  // errno value if reading the directory stopped early, else 0
};

struct Xattr {
  std::string name;
  std::string value;
  bool operator==(const Xattr&) const = default;
};

// Half-open byte range [begin, end) of a file.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

}  // namespace smartsync::fs
