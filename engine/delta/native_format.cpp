#include "engine/delta/native_format.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "engine/delta/little_endian.h"
#include "engine/delta/patch.h"
#include "engine/fs/error.h"

namespace smartsync::delta {
namespace {

using Magic = std::array<char, 8>;
constexpr Magic signature_magic = {'s', 'm', 's', 'y', 's', 'i', 'g', '\x01'};
constexpr Magic delta_magic = {'s', 'm', 's', 'y', 'd', 'l', 't', '\x01'};

constexpr std::size_t content_size = 16;  // xxh128
constexpr std::size_t piece_size = 1u << 20;

enum Command : std::uint8_t { end_command = 0, copy_command = 1, literal_command = 2 };

bool starts_with(PeekStream& stream, const Magic& magic) {
  const auto start = stream.peek(magic.size());
  const auto expected = std::as_bytes(std::span(magic));
  return std::equal(start.begin(), start.end(), expected.begin(), expected.end());
}

// Reads a file's fields and keeps the checksum that its last eight bytes must equal.
class Reader {
 public:
  Reader(ByteStream& input, const char* what) : input_(input), what_(what) {}

  void bytes(std::span<std::byte> into) {
    if (input_.read(into) != into.size()) fail("is truncated");
    checksum_.update(into);
  }
  void magic(const Magic& expected) {
    std::array<std::byte, 8> found{};
    bytes(found);
    if (!std::ranges::equal(found, std::as_bytes(std::span(expected)))) fail("has another format");
  }
  template <typename Number>
  Number number() {
    std::array<std::byte, sizeof(Number)> field{};
    bytes(field);
    return number_at<Number>(field, 0);
  }
  hash::Digest content() {
    hash::Digest digest;
    digest.size = content_size;
    bytes(std::span(digest.bytes).first(content_size));
    return digest;
  }
  // Reads `count` numbers, in pieces, so that a false count fails before it costs memory.
  template <typename Number>
  std::vector<Number> numbers(std::uint64_t count) {
    std::vector<Number> values;
    std::vector<std::byte> piece;
    while (values.size() < count) {
      const std::uint64_t most = piece_size / sizeof(Number);
      const auto here = static_cast<std::size_t>(std::min(count - values.size(), most));
      piece.resize(here * sizeof(Number));
      bytes(piece);
      for (std::size_t i = 0; i < here; ++i)
        values.push_back(number_at<Number>(piece, i * sizeof(Number)));
    }
    return values;
  }
  // The checksum, and nothing after it.
  void end() {
    const hash::Digest expected = checksum_.finish();
    std::array<std::byte, 8> stored{};
    if (input_.read(stored) != stored.size()) fail("is truncated");
    if (!std::ranges::equal(stored, expected.view())) fail("is damaged: its checksum is wrong");
    std::byte more{};
    if (input_.read({&more, 1}) != 0) fail("has something after its end");
  }
  [[noreturn]] void fail(const char* why) const {
    const std::string name = input_.name();
    throw Error(
        std::string("the ") + what_ + (name.empty() ? " file " : " \"" + name + "\" ") + why, name);
  }

 private:
  ByteStream& input_;
  const char* what_;
  hash::Hasher checksum_{hash::Kind::xxh3};
};

// Passes the new file on while it is counted and hashed.
class HashingSink final : public ByteSink {
 public:
  explicit HashingSink(ByteSink& output) : output_(output) {}
  void write(std::span<const std::byte> data) override {
    content_.update(data);
    output_.write(data);
  }
  hash::Digest content() { return content_.finish(); }

 private:
  ByteSink& output_;
  hash::Hasher content_{hash::Kind::xxh128};
};

void read_literal(Reader& reader, std::uint64_t length, Patcher& patcher) {
  std::vector<std::byte> piece;
  while (length > 0) {
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(length, piece_size)));
    reader.bytes(piece);
    patcher.literal(piece);
    length -= piece.size();
  }
}

void apply_commands(Reader& reader, std::uint64_t new_size, Patcher& patcher) {
  std::uint64_t position = 0;
  const auto take = [&](std::uint64_t length) {
    if (length == 0 || length > new_size - position) reader.fail("is damaged: a wrong length");
    position += length;
    return length;
  };
  while (true) {
    const auto command = reader.number<std::uint8_t>();
    if (command == end_command) break;
    if (command == copy_command) {
      const auto offset = reader.number<std::uint64_t>();
      patcher.copy(offset, take(reader.number<std::uint64_t>()));
    } else if (command == literal_command) {
      read_literal(reader, take(reader.number<std::uint32_t>()), patcher);
    } else {
      reader.fail("is damaged: an unknown command");
    }
  }
  if (position != new_size) reader.fail("is damaged: commands are missing");
}

}  // namespace

bool is_native_signature(PeekStream& stream) {
  return starts_with(stream, signature_magic);
}
bool is_native_delta(PeekStream& stream) {
  return starts_with(stream, delta_magic);
}

void write_signature(const SignedFile& file, ByteSink& output) {
  hash::Hasher checksum(hash::Kind::xxh3);
  std::vector<std::byte> bytes;
  const auto put = [&] {
    checksum.update(bytes);
    output.write(bytes);
    bytes.clear();
  };
  const Signature& signature = file.signature;
  append(bytes, std::as_bytes(std::span(signature_magic)));
  append(bytes, signature.block_size());
  append(bytes, signature.file_size());
  append(bytes, file.content.view());
  for (std::uint32_t block = 0; block < signature.block_count(); ++block) {
    append(bytes, signature.weak(block));
    if (bytes.size() >= piece_size) put();
  }
  for (std::uint32_t block = 0; block < signature.block_count(); ++block) {
    append(bytes, signature.strong(block));
    if (bytes.size() >= piece_size) put();
  }
  put();
  output.write(checksum.finish().view());
}

SignedFile read_signature(ByteStream& input) {
  Reader reader(input, "signature");
  reader.magic(signature_magic);
  const auto block_size = reader.number<std::uint32_t>();
  const auto file_size = reader.number<std::uint64_t>();
  const hash::Digest content = reader.content();
  const std::uint64_t count = Signature::count_blocks(file_size, block_size);
  auto weak = reader.numbers<std::uint32_t>(count);
  auto strong = reader.numbers<std::uint64_t>(count);
  reader.end();
  return {Signature(file_size, block_size, std::move(weak), std::move(strong)), content};
}

DeltaWriter::DeltaWriter(std::uint64_t basis_size, const hash::Digest& basis_content,
                         std::uint64_t new_size, ByteSink& output)
    : output_(output) {
  std::vector<std::byte> bytes;
  append(bytes, std::as_bytes(std::span(delta_magic)));
  append(bytes, basis_size);
  append(bytes, basis_content.view());
  append(bytes, new_size);
  put(bytes);
}

void DeltaWriter::copy(std::uint64_t basis_offset, std::uint64_t length) {
  std::vector<std::byte> bytes;
  append(bytes, std::uint8_t{copy_command});
  append(bytes, basis_offset);
  append(bytes, length);
  put(bytes);
}

void DeltaWriter::literal(std::span<const std::byte> data) {
  while (!data.empty()) {
    const auto piece = data.first(std::min<std::size_t>(data.size(), 1u << 30));
    std::vector<std::byte> bytes;
    append(bytes, std::uint8_t{literal_command});
    append(bytes, static_cast<std::uint32_t>(piece.size()));
    put(bytes);
    put(piece);
    data = data.subspan(piece.size());
  }
}

void DeltaWriter::finish(const hash::Digest& new_content) {
  std::vector<std::byte> bytes;
  append(bytes, std::uint8_t{end_command});
  append(bytes, new_content.view());
  put(bytes);
  output_.write(checksum_.finish().view());
}

void DeltaWriter::put(std::span<const std::byte> bytes) {
  checksum_.update(bytes);
  output_.write(bytes);
}

void apply_delta(const ByteSource& basis, ByteStream& delta, ByteSink& new_file) {
  Reader reader(delta, "delta");
  reader.magic(delta_magic);
  if (reader.number<std::uint64_t>() != basis.size())
    throw Error("\"" + basis.name() + "\" has another size than the file the delta was made for",
                basis.name());
  reader.content();  // of the basis: for a reader that wants to know before it begins
  const auto new_size = reader.number<std::uint64_t>();
  HashingSink hashing(new_file);
  Patcher patcher(basis, hashing);
  apply_commands(reader, new_size, patcher);
  const hash::Digest expected = reader.content();
  reader.end();
  if (hashing.content() != expected)
    throw Error("\"" + basis.name() + "\" is not the file the delta was made for", basis.name());
}

}  // namespace smartsync::delta
