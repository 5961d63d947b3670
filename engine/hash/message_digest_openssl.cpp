// OpenSSL's digest functions are called directly, not through EVP: EVP offers MD4 only from a
// provider that is loaded as a shared object, which a static program cannot do, and one small
// update costs EVP several allocations.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md4.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#include "engine/fs/error.h"
#include "engine/hash/message_digest.h"

namespace smartsync::hash {
namespace {

template <typename Context, int (*init)(Context*), int (*add)(Context*, const void*, std::size_t),
          int (*final)(unsigned char*, Context*), std::size_t size>
class OpensslDigest final : public Hasher::State {
 public:
  OpensslDigest() { init(&context_); }
  void update(std::span<const std::byte> data) override {
    add(&context_, data.data(), data.size());
  }
  Digest finish() override {
    Digest digest;
    digest.size = size;
    final(reinterpret_cast<unsigned char*>(digest.bytes.data()), &context_);
    return digest;
  }

 private:
  Context context_;
};

using Md4 = OpensslDigest<MD4_CTX, MD4_Init, MD4_Update, MD4_Final, MD4_DIGEST_LENGTH>;
using Md5 = OpensslDigest<MD5_CTX, MD5_Init, MD5_Update, MD5_Final, MD5_DIGEST_LENGTH>;
using Sha1 = OpensslDigest<SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final, SHA_DIGEST_LENGTH>;

}  // namespace

std::unique_ptr<Hasher::State> make_message_digest(Kind kind) {
  if (kind == Kind::md4) return std::make_unique<Md4>();
  if (kind == Kind::md5) return std::make_unique<Md5>();
  if (kind == Kind::sha1) return std::make_unique<Sha1>();
  throw Error("not a message digest");
}

}  // namespace smartsync::hash
