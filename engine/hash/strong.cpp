#include "engine/hash/strong.h"

// For the states' definitions.
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

#include "engine/hash/message_digest.h"
#include "engine/hash/xxh3.h"

namespace smartsync::hash {
namespace {

void put_little_endian(Digest& digest, std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8)
    digest.bytes[digest.size++] = static_cast<std::byte>(value >> shift);
}

Digest digest_of(std::uint64_t value) {
  Digest digest;
  put_little_endian(digest, value);
  return digest;
}

Digest digest_of(Xxh128 value) {
  Digest digest;
  put_little_endian(digest, value.low);
  put_little_endian(digest, value.high);
  return digest;
}

class NoHash final : public Hasher::State {
 public:
  void update(std::span<const std::byte>) override {}
  Digest finish() override { return {}; }
};

class Xxh3State final : public Hasher::State {
 public:
  Xxh3State(std::uint64_t seed, bool wide) : wide_(wide) {
    XXH3_INITSTATE(&state_);
    wide ? XXH3_128bits_reset_withSeed(&state_, seed) : XXH3_64bits_reset_withSeed(&state_, seed);
  }
  void update(std::span<const std::byte> data) override {
    const auto add = wide_ ? xxh3_code().update128 : xxh3_code().update64;
    add(&state_, data.data(), data.size());
  }
  Digest finish() override {
    if (!wide_) return digest_of(XXH3_64bits_digest(&state_));
    const XXH128_hash_t value = XXH3_128bits_digest(&state_);
    return digest_of(Xxh128{value.low64, value.high64});
  }

 private:
  XXH3_state_t state_;
  bool wide_;
};

class Xxh64State final : public Hasher::State {
 public:
  explicit Xxh64State(std::uint64_t seed) { XXH64_reset(&state_, seed); }
  void update(std::span<const std::byte> data) override {
    XXH64_update(&state_, data.data(), data.size());
  }
  Digest finish() override { return digest_of(XXH64_digest(&state_)); }

 private:
  XXH64_state_t state_;
};

std::unique_ptr<Hasher::State> make_state(Kind kind, std::uint64_t seed) {
  switch (kind) {
    case Kind::none:
      return std::make_unique<NoHash>();
    case Kind::xxh3:
      return std::make_unique<Xxh3State>(seed, false);
    case Kind::xxh128:
      return std::make_unique<Xxh3State>(seed, true);
    case Kind::xxh64:
      return std::make_unique<Xxh64State>(seed);
    case Kind::md5:
    case Kind::md4:
    case Kind::sha1:
      break;
  }
  return make_message_digest(kind);
}

}  // namespace

const Xxh3Code& xxh3_code() {
#if defined(__x86_64__) && !defined(_WIN32)
  static const Xxh3Code& best = __builtin_cpu_supports("avx512f") ? xxh3_avx512
                                : __builtin_cpu_supports("avx2")  ? xxh3_avx2
                                                                  : xxh3_baseline;
  return best;
#else
  return xxh3_baseline;
#endif
}

std::size_t digest_size(Kind kind) {
  switch (kind) {
    case Kind::none:
      return 0;
    case Kind::xxh3:
    case Kind::xxh64:
      return 8;
    case Kind::xxh128:
    case Kind::md5:
    case Kind::md4:
      return 16;
    case Kind::sha1:
      return 20;
  }
  return 0;
}

std::string Digest::hex() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : view()) {
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::uint64_t xxh3(std::span<const std::byte> data, std::uint64_t seed) {
  return xxh3_code().hash64(data.data(), data.size(), seed);
}

Digest hash(Kind kind, std::span<const std::byte> data, std::uint64_t seed) {
  if (kind == Kind::xxh3) return digest_of(xxh3(data, seed));
  if (kind == Kind::xxh128) return digest_of(xxh3_code().hash128(data.data(), data.size(), seed));
  if (kind == Kind::xxh64) return digest_of(XXH64(data.data(), data.size(), seed));
  Hasher hasher(kind, seed);
  hasher.update(data);
  return hasher.finish();
}

Hasher::Hasher(Kind kind, std::uint64_t seed) : state_(make_state(kind, seed)) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(std::span<const std::byte> data) {
  state_->update(data);
}
Digest Hasher::finish() {
  return state_->finish();
}

}  // namespace smartsync::hash
