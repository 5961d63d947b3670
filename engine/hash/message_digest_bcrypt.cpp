// Windows' own digests (bcrypt.dll), so that the Windows program needs no OpenSSL.
#define NOMINMAX
#include <windows.h>
// After windows.h, whose types it uses.
#include <bcrypt.h>

#include <algorithm>

#include "engine/fs/error.h"
#include "engine/hash/message_digest.h"

namespace smartsync::hash {
namespace {

void check(NTSTATUS status) {
  if (status < 0) throw Error("Windows' hash library (bcrypt.dll) reports an error");
}

// Opened once for each kind and kept: opening is far dearer than hashing a block.
BCRYPT_ALG_HANDLE open_algorithm(const wchar_t* name) {
  BCRYPT_ALG_HANDLE algorithm = nullptr;
  check(BCryptOpenAlgorithmProvider(&algorithm, name, nullptr, 0));
  return algorithm;
}

BCRYPT_ALG_HANDLE algorithm_for(Kind kind) {
  static const BCRYPT_ALG_HANDLE md4 = open_algorithm(BCRYPT_MD4_ALGORITHM);
  static const BCRYPT_ALG_HANDLE md5 = open_algorithm(BCRYPT_MD5_ALGORITHM);
  static const BCRYPT_ALG_HANDLE sha1 = open_algorithm(BCRYPT_SHA1_ALGORITHM);
  return kind == Kind::md4 ? md4 : kind == Kind::md5 ? md5 : sha1;
}

class BcryptDigest final : public Hasher::State {
 public:
  explicit BcryptDigest(Kind kind) : size_(digest_size(kind)) {
    check(BCryptCreateHash(algorithm_for(kind), &hash_, nullptr, 0, nullptr, 0, 0));
  }
  ~BcryptDigest() override { BCryptDestroyHash(hash_); }
  BcryptDigest(const BcryptDigest&) = delete;
  BcryptDigest& operator=(const BcryptDigest&) = delete;

  void update(std::span<const std::byte> data) override {
    constexpr std::size_t most = 1u << 30;  // the length is a ULONG
    while (!data.empty()) {
      const auto piece = data.first(std::min(most, data.size()));
      auto* bytes = reinterpret_cast<UCHAR*>(const_cast<std::byte*>(piece.data()));
      check(BCryptHashData(hash_, bytes, static_cast<ULONG>(piece.size()), 0));
      data = data.subspan(piece.size());
    }
  }
  Digest finish() override {
    Digest digest;
    digest.size = static_cast<std::uint8_t>(size_);
    auto* bytes = reinterpret_cast<UCHAR*>(digest.bytes.data());
    check(BCryptFinishHash(hash_, bytes, static_cast<ULONG>(size_), 0));
    return digest;
  }

 private:
  BCRYPT_HASH_HANDLE hash_ = nullptr;
  std::size_t size_;
};

}  // namespace

std::unique_ptr<Hasher::State> make_message_digest(Kind kind) {
  return std::make_unique<BcryptDigest>(kind);
}

}  // namespace smartsync::hash
