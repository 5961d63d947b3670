#include "engine/session/patch/block_index.h"

#include <array>
#include <utility>

#include "engine/delta/block_size.h"
#include "engine/fs/error.h"
#include "engine/session/files/fields.h"
#include "engine/sqlite/header.h"

namespace smartsync::session {
namespace {

constexpr Magic index_magic = {'s', 'm', 's', 'y', 'i', 'd', 'x', '\x01'};

enum Flags : std::uint8_t { shifts_flag = 1 };

template <typename Number>
std::vector<Number> read_numbers(FieldReader& reader, std::size_t count) {
  const auto bytes = reader.take(count * sizeof(Number));
  std::vector<Number> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = delta::number_at<Number>(bytes, i * sizeof(Number));
  return values;
}

// The hashes' arrays are only made when all their bytes are there.
delta::Signature read_blocks(FieldReader& reader, std::uint64_t size, const BlockLayout& layout) {
  const std::size_t count = delta::Signature::count_blocks(size, layout.block_size);
  const std::size_t entry = sizeof(std::uint64_t) + (layout.shifts ? sizeof(std::uint32_t) : 0);
  if (reader.left() % entry != 0 || reader.left() / entry != count)
    reader.fail("is damaged: its blocks do not make up its file");
  auto weak = layout.shifts ? read_numbers<std::uint32_t>(reader, count)
                            : std::vector<std::uint32_t>(count);
  auto strong = read_numbers<std::uint64_t>(reader, count);
  return {size, layout.block_size, std::move(weak), std::move(strong)};
}

}  // namespace

BlockLayout layout_for(std::uint64_t size, std::span<const std::byte> header) {
  const std::uint32_t page_size = sqlite::page_size(header);
  return {.block_size =
              delta::choose_block_size(size, {.page_size = page_size, .signature_travels = true}),
          .shifts = page_size == 0};
}

BlockLayout layout_for(const delta::ByteSource& content) {
  std::array<std::byte, sqlite::header_size> header{};
  const std::size_t got = content.read(0, header);
  return layout_for(content.size(), std::span(header).first(got));
}

BlockIndex make_index(const delta::ByteSource& content, const BlockLayout& layout, std::string path,
                      unsigned threads) {
  hash::Hasher whole(hash::Kind::xxh128);
  delta::Signature signature = delta::sign(content, {.block_size = layout.block_size,
                                                     .threads = threads,
                                                     .weak = layout.shifts,
                                                     .content = &whole});
  return {.path = std::move(path),
          .identity = {.size = content.size()},
          .shifts = layout.shifts,
          .signature = std::move(signature),
          .content = whole.finish()};
}

std::vector<std::byte> to_bytes(const BlockIndex& index) {
  const delta::Signature& signature = index.signature;
  const std::uint32_t count = signature.block_count();
  std::vector<std::byte> bytes;
  bytes.reserve(128 + index.path.size() + std::size_t{count} * (index.shifts ? 12 : 8));
  append_magic(bytes, index_magic);
  append_path(bytes, index.path);
  append_identity(bytes, index.identity);
  delta::append(bytes, index.content.view());
  delta::append(bytes, signature.block_size());
  delta::append(bytes, static_cast<std::uint8_t>(index.shifts ? shifts_flag : 0));
  for (std::uint32_t block = 0; index.shifts && block < count; ++block)
    delta::append(bytes, signature.weak(block));
  for (std::uint32_t block = 0; block < count; ++block)
    delta::append(bytes, signature.strong(block));
  delta::append(bytes, hash::hash(hash::Kind::xxh3, bytes).view());
  return bytes;
}

BlockIndex index_from_bytes(std::span<const std::byte> bytes) {
  FieldReader reader(bytes, "block index");
  FieldReader whole = reader;
  reader.magic(index_magic);
  whole.checksum();
  whole.magic(index_magic);
  std::string path = whole.path();
  const Identity identity = whole.identity();
  const hash::Digest content = whole.content();
  const auto block_size = whole.number<std::uint32_t>();
  const auto flags = whole.number<std::uint8_t>();
  if ((flags & ~shifts_flag) != 0) whole.fail("is damaged: it has an unknown flag");
  const bool shifts = (flags & shifts_flag) != 0;
  return {.path = std::move(path),
          .identity = identity,
          .shifts = shifts,
          .signature = read_blocks(whole, identity.size, {block_size, shifts}),
          .content = content};
}

}  // namespace smartsync::session
