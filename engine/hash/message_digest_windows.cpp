// By the system's own library.
#include "engine/fs/windows/system_digest.h"
#include "engine/hash/message_digest.h"

namespace smartsync::hash {
namespace {

fs::SystemDigestKind system_kind(Kind kind) {
  switch (kind) {
    case Kind::md4:
      return fs::SystemDigestKind::md4;
    case Kind::md5:
      return fs::SystemDigestKind::md5;
    default:
      return fs::SystemDigestKind::sha1;
  }
}

class WindowsDigest final : public Hasher::State {
 public:
  explicit WindowsDigest(Kind kind) : digest_(system_kind(kind)), size_(digest_size(kind)) {}

  void update(std::span<const std::byte> data) override { digest_.update(data); }
  Digest finish() override {
    Digest digest;
    digest.size = static_cast<std::uint8_t>(size_);
    digest_.finish(std::span(digest.bytes).first(size_));
    return digest;
  }

 private:
  fs::SystemDigest digest_;
  std::size_t size_;
};

}  // namespace

std::unique_ptr<Hasher::State> make_message_digest(Kind kind) {
  return std::make_unique<WindowsDigest>(kind);
}

}  // namespace smartsync::hash
