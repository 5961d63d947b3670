#include "engine/session/patch/journal.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "engine/delta/little_endian.h"
#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/session/files/fields.h"

namespace smartsync::session {
namespace {

constexpr Magic journal_magic = {'s', 'm', 's', 'y', 'j', 'n', 'l', '\x01'};
constexpr Magic end_magic = {'s', 'm', 's', 'y', 'e', 'n', 'd', '\x01'};

constexpr std::size_t start_size = 16;  // the magic, and the header's size
constexpr std::size_t tail_size = 16;   // the data's checksum, and the end mark
constexpr std::size_t checksum_size = 8;
constexpr std::size_t range_size = 12;
constexpr std::uint64_t largest_header = std::uint64_t{64} << 20;  // five million ranges

std::vector<std::byte> header_bytes(const JournalHeader& header) {
  std::vector<std::byte> fields;
  append_path(fields, header.path);
  append_identity(fields, header.old);
  append_time(fields, header.created);
  delta::append(fields, header.new_size);
  append_time(fields, header.modified);
  delta::append(fields, header.content.view());
  delta::append(fields, static_cast<std::uint32_t>(header.ranges.size()));
  for (const fs::Range& range : header.ranges) {
    delta::append(fields, range.begin);
    delta::append(fields, static_cast<std::uint32_t>(range.end - range.begin));
  }
  std::vector<std::byte> bytes;
  append_magic(bytes, journal_magic);
  delta::append(bytes, std::uint64_t{start_size + fields.size() + checksum_size});
  delta::append(bytes, fields);
  delta::append(bytes, hash::hash(hash::Kind::xxh3, bytes).view());
  if (bytes.size() > largest_header)
    throw Error("\"" + header.path + "\" has more changes than a journal can hold", header.path);
  return bytes;
}

// No way out of the root, nor into what the session keeps there for itself.
bool is_safe(std::string_view path) {
  bool is_first = true;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (name.empty() || name == "." || name == ".." || name.find('\0') != name.npos) return false;
    if (fs::refuse_name(name)) return false;
    static constexpr std::string_view own = ".smartsync";
    const auto is_same_letter = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (is_first && std::ranges::equal(name, own, is_same_letter)) return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
    is_first = false;
  }
}

JournalHeader parse_header(std::span<const std::byte> bytes, const std::string& what) {
  FieldReader reader(bytes, what);
  reader.checksum();
  reader.take(start_size);
  JournalHeader header;
  header.path = reader.path();
  if (!is_safe(header.path)) reader.fail("names a file that it may not name");
  header.old = reader.identity();
  header.created = reader.time();
  header.new_size = reader.number<std::uint64_t>();
  header.modified = reader.time();
  header.content = reader.content();
  const auto count = reader.number<std::uint32_t>();
  if (reader.left() != std::uint64_t{count} * range_size) reader.fail("is damaged: a wrong length");
  std::uint64_t position = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto begin = reader.number<std::uint64_t>();
    const auto length = reader.number<std::uint32_t>();
    if (begin < position || length == 0 || length > largest_request || begin > header.new_size ||
        length > header.new_size - begin)
      reader.fail("is damaged: a wrong range");
    position = begin + length;
    header.ranges.push_back({begin, position});
  }
  return header;
}

std::vector<std::uint64_t> data_offsets(const JournalHeader& header, std::uint64_t begin) {
  std::vector<std::uint64_t> offsets;
  offsets.reserve(header.ranges.size());
  for (const fs::Range& range : header.ranges) {
    offsets.push_back(begin);
    begin += range.end - range.begin;
  }
  return offsets;
}

// The data's checksum: of the header's own, and of those of its pieces, which are made in any
// order.
class DataChecksum {
 public:
  DataChecksum(std::span<const std::byte> header, std::uint64_t data_size)
      : header_(header.last(checksum_size)),
        pieces_(static_cast<std::size_t>((data_size + largest_request - 1) / largest_request)) {}

  std::size_t count() const { return pieces_.size(); }
  void set(std::size_t piece, std::span<const std::byte> data) {
    pieces_[piece] = hash::xxh3(data);
  }
  hash::Digest finish() const {
    std::vector<std::byte> bytes;
    delta::append(bytes, header_);
    for (const std::uint64_t piece : pieces_) delta::append(bytes, piece);
    return hash::hash(hash::Kind::xxh3, bytes);
  }

 private:
  std::span<const std::byte> header_;
  std::vector<std::uint64_t> pieces_;
};

std::size_t piece_length(std::size_t piece, std::uint64_t data_size) {
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(largest_request, data_size - piece * largest_request));
}

// Puts together one piece of the data from the ranges that lie in it.
class PieceMaker {
 public:
  PieceMaker(const JournalHeader& header, const RangeContent& content)
      : header_(header), content_(content), offsets_(data_offsets(header, 0)) {}

  void fill(std::uint64_t offset, std::span<std::byte> into) const {
    WorkBuffer buffer;
    auto index =
        static_cast<std::size_t>(std::ranges::upper_bound(offsets_, offset) - offsets_.begin() - 1);
    while (!into.empty()) {
      const fs::Range& range = header_.ranges[index];
      const std::uint64_t begin = range.begin + (offset - offsets_[index]);
      const std::uint64_t length = std::min<std::uint64_t>(range.end - begin, into.size());
      std::ranges::copy(content_({begin, begin + length}, buffer), into.begin());
      into = into.subspan(static_cast<std::size_t>(length));
      offset += length;
      ++index;
    }
  }

 private:
  const JournalHeader& header_;
  const RangeContent& content_;
  std::vector<std::uint64_t> offsets_;
};

void read_exactly(const fs::File& file, std::uint64_t offset, std::span<std::byte> into) {
  if (file.read(offset, into) != into.size())
    throw Error("the journal \"" + file.path() + "\" is truncated", file.path());
}

std::vector<std::byte> read_header(const fs::File& file, std::uint64_t file_size) {
  std::array<std::byte, start_size> start{};
  read_exactly(file, 0, start);
  FieldReader reader(start, "journal \"" + file.path() + "\"");
  reader.magic(journal_magic);
  const auto size = reader.number<std::uint64_t>();
  if (size < start_size + checksum_size || size > largest_header || size > file_size - tail_size)
    reader.fail("is damaged: a wrong length");
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  read_exactly(file, 0, bytes);
  return bytes;
}

}  // namespace

std::string journal_name(const std::string& path) {
  return hash::hash(hash::Kind::xxh128, std::as_bytes(std::span(path))).hex();
}

bool is_journal_name(std::string_view name) {
  return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

std::uint64_t JournalHeader::data_size() const {
  std::uint64_t size = 0;
  for (const fs::Range& range : ranges) size += range.end - range.begin;
  return size;
}

std::uint64_t write_journal(const fs::File& journal, const JournalHeader& header,
                            const RangeContent& content, unsigned in_flight) {
  const std::vector<std::byte> start = header_bytes(header);
  const std::uint64_t data_size = header.data_size();
  const std::uint64_t data_end = start.size() + data_size;
  journal.truncate(data_end + tail_size);  // writes that make a file longer wait in line
  journal.write(0, start);
  DataChecksum checksum(start, data_size);
  const PieceMaker maker(header, content);
  run_in_flight(checksum.count(), in_flight, [&](std::size_t piece, WorkBuffer& buffer) {
    const auto bytes = buffer.first(piece_length(piece, data_size));
    const std::uint64_t offset = piece * largest_request;
    maker.fill(offset, bytes);
    checksum.set(piece, bytes);
    journal.write(start.size() + offset, bytes);
  });
  journal.write(data_end, checksum.finish().view());
  journal.sync();
  return data_end + tail_size;
}

void end_journal(const fs::File& journal) {
  journal.write(journal.stat().size - sizeof end_magic, std::as_bytes(std::span(end_magic)));
  journal.sync();
}

std::optional<Journal> Journal::open(const fs::File& file, unsigned in_flight) {
  const std::uint64_t size = file.stat().size;
  if (size < start_size + checksum_size + tail_size) return std::nullopt;
  std::array<std::byte, tail_size> tail{};
  read_exactly(file, size - tail_size, tail);
  const auto mark = std::span(tail).last(sizeof end_magic);
  if (!std::ranges::equal(mark, std::as_bytes(std::span(end_magic)))) return std::nullopt;

  const std::vector<std::byte> start = read_header(file, size);
  const std::string what = "journal \"" + file.path() + "\"";
  JournalHeader header = parse_header(start, what);
  const std::uint64_t data_size = header.data_size();
  if (size != start.size() + data_size + tail_size)
    FieldReader({}, what).fail("is damaged: a wrong length");
  DataChecksum checksum(start, data_size);
  run_in_flight(checksum.count(), in_flight, [&](std::size_t piece, WorkBuffer& buffer) {
    const auto bytes = buffer.first(piece_length(piece, data_size));
    read_exactly(file, start.size() + piece * largest_request, bytes);
    checksum.set(piece, bytes);
  });
  if (!std::ranges::equal(checksum.finish().view(), std::span(tail).first(checksum_size)))
    FieldReader({}, what).fail("is damaged: its checksum is wrong");
  return Journal(file, std::move(header), start.size());
}

Journal::Journal(const fs::File& file, JournalHeader header, std::uint64_t data_begin)
    : file_(&file), header_(std::move(header)), offsets_(data_offsets(header_, data_begin)) {}

std::span<const std::byte> Journal::read(std::size_t index, WorkBuffer& buffer) const {
  const fs::Range range = header_.ranges[index];
  const auto bytes = buffer.first(static_cast<std::size_t>(range.end - range.begin));
  read_exactly(*file_, offsets_[index], bytes);
  return bytes;
}

}  // namespace smartsync::session
