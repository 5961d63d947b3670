#include "engine/fs/windows/system_digest.h"

#include <windows.h>
// After windows.h, whose types it uses.
#include <bcrypt.h>

#include <algorithm>

#include "engine/fs/error.h"

namespace smartsync::fs {
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

BCRYPT_ALG_HANDLE algorithm_for(SystemDigestKind kind) {
  static const BCRYPT_ALG_HANDLE md4 = open_algorithm(BCRYPT_MD4_ALGORITHM);
  static const BCRYPT_ALG_HANDLE md5 = open_algorithm(BCRYPT_MD5_ALGORITHM);
  static const BCRYPT_ALG_HANDLE sha1 = open_algorithm(BCRYPT_SHA1_ALGORITHM);
  return kind == SystemDigestKind::md4 ? md4 : kind == SystemDigestKind::md5 ? md5 : sha1;
}

}  // namespace

SystemDigest::SystemDigest(SystemDigestKind kind) {
  check(BCryptCreateHash(algorithm_for(kind), &hash_, nullptr, 0, nullptr, 0, 0));
}

SystemDigest::~SystemDigest() {
  BCryptDestroyHash(hash_);
}

void SystemDigest::update(std::span<const std::byte> data) {
  constexpr std::size_t most = 1u << 30;  // the length is a ULONG
  while (!data.empty()) {
    const auto piece = data.first(std::min(most, data.size()));
    auto* bytes = reinterpret_cast<UCHAR*>(const_cast<std::byte*>(piece.data()));
    check(BCryptHashData(hash_, bytes, static_cast<ULONG>(piece.size()), 0));
    data = data.subspan(piece.size());
  }
}

void SystemDigest::finish(std::span<std::byte> result) {
  check(BCryptFinishHash(hash_, reinterpret_cast<UCHAR*>(result.data()),
                         static_cast<ULONG>(result.size()), 0));
}

}  // namespace smartsync::fs
