#include "engine/sqlite/header.h"

#include <array>
#include <bit>
#include <cstring>

namespace smartsync::sqlite {
namespace {

constexpr std::array<char, 16> kMagic{"SQLite format 3"};
constexpr unsigned kLargestPage = 65536;

// Where the header has what.
constexpr std::size_t kPageSize = 16;
constexpr std::size_t kWriteVersion = 18;
constexpr std::size_t kReadVersion = 19;
constexpr std::size_t kReserved = 20;
constexpr std::size_t kFractions = 21;
constexpr std::size_t kChangeCounter = 24;
constexpr std::size_t kPageCount = 28;
constexpr std::size_t kValidFor = 92;

constexpr unsigned kWalVersion = 2;
constexpr unsigned kLeastUsable = 480;  // bytes of a page beside what extensions reserve

}  // namespace

std::optional<Header> parse_header(std::span<const std::byte> first_bytes) {
  if (first_bytes.size() < header_size) return std::nullopt;
  const auto byte = [&](std::size_t at) { return std::to_integer<std::uint32_t>(first_bytes[at]); };
  const auto number = [&](std::size_t at) {
    return byte(at) << 24U | byte(at + 1) << 16U | byte(at + 2) << 8U | byte(at + 3);
  };
  if (std::memcmp(first_bytes.data(), kMagic.data(), kMagic.size()) != 0) return std::nullopt;

  Header header;
  header.page_size = byte(kPageSize) << 8U | byte(kPageSize + 1);
  if (header.page_size == 1) header.page_size = kLargestPage;
  if (header.page_size < 512 || !std::has_single_bit(header.page_size)) return std::nullopt;
  if (header.page_size - byte(kReserved) < kLeastUsable) return std::nullopt;
  if (byte(kReadVersion) < 1 || byte(kReadVersion) > kWalVersion) return std::nullopt;
  // Fixed payload fractions.
  if (byte(kFractions) != 64 || byte(kFractions + 1) != 32 || byte(kFractions + 2) != 32)
    return std::nullopt;
  header.wal = byte(kReadVersion) == kWalVersion && byte(kWriteVersion) == kWalVersion;
  header.change_counter = number(kChangeCounter);
  // Old versions of SQLite grow the file without changing the count.
  if (header.change_counter == number(kValidFor)) header.page_count = number(kPageCount);
  return header;
}

std::uint32_t page_size(std::span<const std::byte> first_bytes) {
  const auto header = parse_header(first_bytes);
  return header ? header->page_size : 0;
}

std::optional<Header> read_header(const fs::File& file) {
  std::array<std::byte, header_size> bytes{};
  return parse_header(std::span(bytes).first(file.read(0, bytes)));
}

}  // namespace smartsync::sqlite
