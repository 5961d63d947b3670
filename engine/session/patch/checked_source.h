// The new version of a file, read a second time.
#pragma once

#include <cstdint>
#include <span>

#include "engine/delta/signature.h"
#include "engine/fs/file.h"
#include "engine/session/patch/in_flight.h"

namespace smartsync::session {

// Whatever happens to the file meanwhile, only the content that the signature was made of comes out
// of it: what is on the share and what its index says never differ. Refers to both.
class CheckedSource {
 public:
  CheckedSource(const fs::File& file, const delta::Signature& signature)
      : file_(file), signature_(signature) {}

  // The bytes live in `buffer` until it is used again. The blocks that they touch are read and
  // checked whole. Throws ChangedMeanwhile if one has changed.
  std::span<const std::byte> read(fs::Range range, WorkBuffer& buffer) const;
  const fs::File& file() const { return file_; }

 private:
  const fs::File& file_;
  const delta::Signature& signature_;
};

}  // namespace smartsync::session
