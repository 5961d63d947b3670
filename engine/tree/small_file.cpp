#include "engine/tree/small_file.h"

#include <cstddef>
#include <span>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"

namespace smartsync::tree {

namespace {
constexpr std::size_t max_size = std::size_t{64} << 20;
}

std::optional<std::string> read_small_file(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent =
      slash == std::string::npos ? "" : path.substr(0, slash == 0 ? 1 : slash);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  fs::File file;
  try {
    file = fs::Dir::open(parent).open_read(name, {.follow = fs::Follow::yes});
  } catch (const Error&) {
    return std::nullopt;
  }
  std::string content;
  std::size_t filled = 0;
  while (true) {
    content.resize(filled + 64 * 1024);
    const auto space = std::as_writable_bytes(std::span(content)).subspan(filled);
    const std::size_t got = file.read(filled, space);
    filled += got;
    if (filled > max_size) throw Error("cannot read \"" + path + "\": it is over 64 MiB", path);
    if (got < space.size()) break;
  }
  content.resize(filled);
  return content;
}

}  // namespace smartsync::tree
