#include "engine/tree/small_file.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <span>
#include <system_error>
#include <utility>

#include "engine/fs/dir.h"
#include "engine/fs/error.h"

namespace smartsync::tree {

namespace {

constexpr std::size_t largest_in_tree = std::size_t{64} << 20;
constexpr std::size_t piece_size = std::size_t{64} << 10;

// `read` fills a span from an offset and returns how much it got; less than asked is the end.
template <typename Read>
std::string read_all(const std::string& path, std::size_t limit, Read read) {
  std::string content;
  for (std::size_t filled = 0;;) {
    content.resize(filled + piece_size);
    const std::size_t got = read(filled, std::span(content).subspan(filled));
    filled += got;
    if (filled > limit) throw Error("cannot read \"" + path + "\": it is over 64 MiB", path);
    if (got == piece_size) continue;
    content.resize(filled);
    return content;
  }
}

std::string read_stream(const std::string& path, std::istream& stream) {
  return read_all(path, SIZE_MAX, [&stream](std::size_t, std::span<char> space) {
    stream.read(space.data(), static_cast<std::streamsize>(space.size()));
    return static_cast<std::size_t>(stream.gcount());
  });
}

std::pair<std::string, std::string> split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash == 0 ? 1 : slash), path.substr(slash + 1)};
}

bool is_pipe(const std::string& path) {
  const auto [parent, name] = split(path);
  try {
    const auto stat = fs::Dir::open(parent).stat(name, fs::Follow::yes);
    return stat && stat->type == fs::FileType::fifo;
  } catch (const Error&) {
    return false;  // told when it is read
  }
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
  const auto [parent, name] = split(path);
  fs::File file;
  try {
    file = fs::Dir::open(parent).open_read(name, {.follow = fs::Follow::yes});
  } catch (const Error& error) {
    // Windows opens no directory as a file.
    if (error.code() == std::errc::is_a_directory) return std::string();
    return std::nullopt;
  }
  if (file.stat().type == fs::FileType::directory) return std::string();
  return read_all(path, limit, [&](std::size_t offset, std::span<char> space) {
    return file.read(offset, std::as_writable_bytes(space));
  });
}

}  // namespace

std::optional<std::string> read_named_file(const std::string& path) {
  if (path == standard_input) return read_stream("standard input", std::cin);
  if (!is_pipe(path)) return read_file(path, SIZE_MAX);
  std::ifstream pipe(path, std::ios::binary);
  if (!pipe) return std::nullopt;
  return read_stream(path, pipe);
}

bool standard_input_failed() {
  return std::cin.bad();
}

std::optional<std::string> read_small_file(const std::string& path) {
  return read_file(path, largest_in_tree);
}

}  // namespace smartsync::tree
