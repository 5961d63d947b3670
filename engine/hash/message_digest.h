// MD4, MD5 and SHA-1 from the platform's library: OpenSSL's libcrypto, or Windows' bcrypt.dll.
#pragma once

#include <memory>

#include "engine/hash/strong.h"

namespace smartsync::hash {

// `kind` is md4, md5 or sha1.
std::unique_ptr<Hasher::State> make_message_digest(Kind kind);

}  // namespace smartsync::hash
