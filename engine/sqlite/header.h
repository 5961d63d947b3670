// The first bytes of a SQLite database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/fs/file.h"

namespace smartsync::sqlite {

// https://sqlite.org/fileformat.html, 1.3: 100 bytes, numbers big-endian.
inline constexpr std::size_t header_size = 100;

struct Header {
  std::uint32_t page_size = 0;  // a power of two from 512 to 65536
  // Pages of the database; 0 if the header does not know (then the file's size tells).
  std::uint32_t page_count = 0;
  // Grows with every transaction, but not always in WAL mode.
  std::uint32_t change_counter = 0;
  bool wal = false;  // write-ahead log: changes go to the -wal first
  bool operator==(const Header&) const = default;
};

// Knows a database by its first 100 bytes, which may be anything; nullopt: it is none that SQLite
// would open. An encrypted database is none, and neither is an empty file.
std::optional<Header> parse_header(std::span<const std::byte> first_bytes);

// The page size of such a database; 0: it is none.
std::uint32_t page_size(std::span<const std::byte> first_bytes);

// The header of a file. Throws smartsync::Error if it cannot be read.
std::optional<Header> read_header(const fs::File& file);

}  // namespace smartsync::sqlite
