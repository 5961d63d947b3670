// Files of the session's tests as bytes in memory.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/session/files/identity.h"
#include "tests/delta/edits.h"
#include "tests/fs/scratch.h"

namespace smartsync::test {

inline void put(const fs::Dir& dir, const std::string& name, const Bytes& bytes) {
  if (dir.stat(name)) dir.remove_file(name);
  fs::File file = dir.create(name, 0644);
  file.write(0, bytes);
  file.close();
}

inline Bytes get(const fs::Dir& dir, const std::string& name) {
  const fs::File file = dir.open_read(name);
  Bytes bytes(file.stat().size);
  bytes.resize(file.read(0, bytes));
  return bytes;
}

// Changed where it lies, with a time that says so.
inline void overwrite(const fs::Dir& dir, const std::string& name, std::uint64_t offset,
                      const Bytes& bytes) {
  const fs::File file = dir.open_write(name);
  const fs::Time before = file.stat().modified;
  file.write(offset, bytes);
  file.set_times(std::nullopt, fs::Time{before.seconds + 10, 0});
}

inline session::Identity identity(const fs::Dir& dir, const std::string& name) {
  return session::identity_of(dir.stat(name).value());
}

inline std::size_t count_names(const fs::Dir& dir, const std::string& path) {
  const auto found = dir.open_dir_if_exists(path);
  return found ? found->list().entries.size() : 0;
}

// The sentence of the smartsync::Error that `call` throws; empty if it returns.
template <typename Call>
std::string sentence_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// A SQLite database as far as its header tells: pages of 4,096 bytes.
inline Bytes database(std::mt19937& random, std::size_t pages) {
  Bytes bytes = random_bytes(random, pages * 4096);
  const Bytes header = bytes_of(std::string("SQLite format 3\0\x10\0\1\1\0@  ", 24));
  std::ranges::copy(header, bytes.begin());
  return bytes;
}

// Some of its pages changed where they lie.
inline Bytes with_changed_pages(std::mt19937& random, Bytes bytes, std::size_t changes) {
  const std::size_t pages = bytes.size() / 4096;
  for (std::size_t i = 0; i < changes && pages > 1; ++i) {
    const std::size_t at = (1 + random() % (pages - 1)) * 4096 + random() % 4000;
    std::ranges::copy(random_bytes(random, 1 + random() % 90),
                      bytes.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return bytes;
}

}  // namespace smartsync::test
