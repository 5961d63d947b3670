// The strong hashes: one-shot and streaming, behind one enumeration.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace smartsync::hash {

// XXH3 and XXH64 are fast and find accidents; none of the xxh kinds, nor MD4, MD5 or SHA-1, resists
// somebody who builds a collision on purpose.
enum class Kind { none, xxh3, xxh128, xxh64, md5, md4, sha1 };

// Bytes of a digest: 0, 8, 16, 8, 16, 16, 20.
std::size_t digest_size(Kind kind);

// The bytes in the order rsync puts them on the wire: xxh values little-endian (xxh128 its low half
// first), the message digests as their RFCs print them.
struct Digest {
  std::array<std::byte, 20> bytes{};
  std::uint8_t size = 0;

  std::span<const std::byte> view() const { return std::span(bytes).first(size); }
  std::string hex() const;
  bool operator==(const Digest&) const = default;
};

// `seed` is the xxh algorithms' own; the message digests ignore it (a caller that needs rsync's
// four seed bytes before or after the data feeds them to a Hasher).
Digest hash(Kind kind, std::span<const std::byte> data, std::uint64_t seed = 0);

// XXH3's 64 bits as a number, without the detour through a Digest.
std::uint64_t xxh3(std::span<const std::byte> data, std::uint64_t seed = 0);

// A digest of data that comes in pieces.
class Hasher {
 public:
  explicit Hasher(Kind kind, std::uint64_t seed = 0);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;

  void update(std::span<const std::byte> data);
  // The digest of everything so far. The hasher is used up by it.
  Digest finish();

  // What each kind implements.
  class State {
   public:
    virtual ~State() = default;
    virtual void update(std::span<const std::byte> data) = 0;
    virtual Digest finish() = 0;
  };

 private:
  std::unique_ptr<State> state_;
};

}  // namespace smartsync::hash
