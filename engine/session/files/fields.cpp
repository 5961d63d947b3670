#include "engine/session/files/fields.h"

#include <algorithm>

#include "engine/fs/error.h"

namespace smartsync::session {
namespace {

constexpr std::size_t longest_path = 32'767;  // Windows'; Linux takes 4,095
constexpr std::size_t content_size = 16;
constexpr std::uint32_t second = 1'000'000'000;

}  // namespace

void append_magic(std::vector<std::byte>& bytes, const Magic& magic) {
  delta::append(bytes, std::as_bytes(std::span(magic)));
}

void append_path(std::vector<std::byte>& bytes, const std::string& path) {
  if (path.empty() || path.size() > longest_path)
    throw Error("the path \"" + path + "\" is empty or too long", path);
  delta::append(bytes, static_cast<std::uint16_t>(path.size()));
  delta::append(bytes, std::as_bytes(std::span(path)));
}

void append_time(std::vector<std::byte>& bytes, const fs::Time& time) {
  delta::append(bytes, static_cast<std::uint64_t>(time.seconds));
  delta::append(bytes, static_cast<std::uint32_t>(time.nanoseconds));
}

void append_identity(std::vector<std::byte>& bytes, const Identity& identity) {
  delta::append(bytes, identity.size);
  append_time(bytes, identity.modified);
  delta::append(bytes, identity.file_id);
}

std::span<const std::byte> FieldReader::take(std::size_t count) {
  if (count > rest_.size()) fail("is truncated");
  const auto taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

void FieldReader::magic(const Magic& expected) {
  if (!std::ranges::equal(take(expected.size()), std::as_bytes(std::span(expected))))
    fail("has another format");
}

std::string FieldReader::path() {
  const auto bytes = take(number<std::uint16_t>());
  if (bytes.empty() || bytes.size() > longest_path) fail("names no file");
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

fs::Time FieldReader::time() {
  fs::Time time;
  time.seconds = static_cast<std::int64_t>(number<std::uint64_t>());
  const auto nanoseconds = number<std::uint32_t>();
  if (nanoseconds >= second) fail("is damaged: it states an impossible time");
  time.nanoseconds = static_cast<std::int32_t>(nanoseconds);
  return time;
}

Identity FieldReader::identity() {
  Identity identity;
  identity.size = number<std::uint64_t>();
  identity.modified = time();
  identity.file_id = number<std::uint64_t>();
  return identity;
}

hash::Digest FieldReader::content() {
  hash::Digest digest;
  digest.size = content_size;
  std::ranges::copy(take(content_size), digest.bytes.begin());
  return digest;
}

void FieldReader::checksum() {
  const std::size_t size = hash::digest_size(hash::Kind::xxh3);
  if (rest_.size() < size) fail("is truncated");
  const auto before = rest_.first(rest_.size() - size);
  if (!std::ranges::equal(rest_.last(size), hash::hash(hash::Kind::xxh3, before).view()))
    fail("is damaged: its checksum is wrong");
  rest_ = before;
}

void FieldReader::fail(const std::string& why) const {
  throw Error("the " + what_ + " " + why);
}

}  // namespace smartsync::session
