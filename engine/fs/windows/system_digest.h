// The digests that Windows itself computes (bcrypt.dll), so that a program there needs no OpenSSL.
#pragma once

#include <cstddef>
#include <span>

namespace smartsync::fs {

enum class SystemDigestKind { md4, md5, sha1 };

// One digest being computed. Throws smartsync::Error if the library fails.
class SystemDigest {
 public:
  explicit SystemDigest(SystemDigestKind kind);
  ~SystemDigest();
  SystemDigest(const SystemDigest&) = delete;
  SystemDigest& operator=(const SystemDigest&) = delete;

  void update(std::span<const std::byte> data);
  // Fills `result`, which has the digest's size (16 bytes; SHA-1: 20). Nothing may follow.
  void finish(std::span<std::byte> result);

 private:
  void* hash_ = nullptr;
};

}  // namespace smartsync::fs
