// The fields that the session's own files have in common (docs/formats.md).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "engine/delta/little_endian.h"
#include "engine/hash/strong.h"
#include "engine/session/files/identity.h"

namespace smartsync::session {

using Magic = std::array<char, 8>;  // seven letters, and the format's version

void append_magic(std::vector<std::byte>& bytes, const Magic& magic);
// A path below a root: 2 bytes length, then as many bytes. Throws smartsync::Error for a path that
// is too long for any filesystem.
void append_path(std::vector<std::byte>& bytes, const std::string& path);
void append_identity(std::vector<std::byte>& bytes, const Identity& identity);
void append_time(std::vector<std::byte>& bytes, const fs::Time& time);

// Takes a file in memory apart; refers to its bytes. Throws smartsync::Error, a sentence about
// `what`, where they end too early or cannot be right.
class FieldReader {
 public:
  FieldReader(std::span<const std::byte> bytes, std::string what)
      : rest_(bytes), what_(std::move(what)) {}

  std::size_t left() const { return rest_.size(); }
  std::span<const std::byte> take(std::size_t count);
  template <std::unsigned_integral Number>
  Number number() {
    return delta::number_at<Number>(take(sizeof(Number)), 0);
  }
  void magic(const Magic& expected);
  std::string path();
  Identity identity();
  fs::Time time();
  hash::Digest content();  // an xxh128
  // The bytes are a whole file whose last eight are the xxh3 of all before: they are taken off.
  void checksum();
  [[noreturn]] void fail(const std::string& why) const;

 private:
  std::span<const std::byte> rest_;
  std::string what_;
};

}  // namespace smartsync::session
