// Finds a new file's content in a basis that is known by its signature.
#pragma once

#include <cstdint>

#include "engine/delta/block_index.h"
#include "engine/delta/byte_source.h"
#include "engine/delta/operations.h"
#include "engine/delta/signature.h"
#include "engine/hash/strong.h"

namespace smartsync::delta {

struct MatchOptions {
  unsigned threads = 1;
  // The basis itself, where it can be read cheaply: every match is then compared with it byte by
  // byte, and the operations are exact. Without it a match is as certain as its 64-bit hash, and
  // the result must be checked by a hash of the whole file.
  const ByteSource* basis = nullptr;
  // The new file overwrites its basis from the start: a block may be copied only from where it is
  // wanted or from further on, as what lies before has been overwritten. With `basis` given, the
  // sink may overwrite it while the match goes on.
  bool in_place = false;
  hash::Hasher* content = nullptr;  // is fed the whole new file on the way, if given
  // Gets the new file's own blocks on the way, if given: of the new file's size, and of the same
  // block size as the basis's signature.
  Signature* new_signature = nullptr;
};

struct MatchStatistics {
  std::uint64_t copied_bytes = 0;
  std::uint64_t literal_bytes = 0;
  std::uint64_t copies = 0;      // operations, after adjacent ones became one
  std::uint64_t false_weak = 0;  // windows whose weak sum some block has, but whose content none
};

// A signature made ready for any number of matches, several at once if wanted.
class Matcher {
 public:
  explicit Matcher(Signature signature);

  const Signature& signature() const { return signature_; }

  // Gives `sink` the operations that make `new_file` from the basis. The operations are the same
  // whatever the number of threads. Throws smartsync::Error if a file cannot be read, and whatever
  // `sink` throws. Memory: at most 32 MiB beyond the signature, or 3 segments of four of the
  // largest blocks.
  MatchStatistics match(const ByteSource& new_file, const MatchOptions& options,
                        OperationSink& sink) const;

 private:
  Signature signature_;
  BlockIndex index_;
};

}  // namespace smartsync::delta
