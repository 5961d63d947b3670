// Writes a new version of a file from the operations that make it out of its basis.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "engine/delta/direct_match.h"
#include "engine/fs/file.h"
#include "engine/sync/sparse_writer.h"

namespace smartsync::sync {

// The empty `target` gets the new content. What a file on this machine shares with its basis costs
// as much to copy as to write, so all of it is written, from memory; except where the filesystem
// does the work:
enum class RebuildWay {
  write,   // everything is written
  sparse,  // everything but blocks of zeros
  clone,   // the target has become a clone of the basis: only what differs is written
  ranges,  // long shared ranges are copied by the filesystem, as a file server can
};

class Rebuild final : public delta::DirectSink {
 public:
  Rebuild(const fs::File& basis, const fs::File& target, RebuildWay way,
          std::function<void(std::uint64_t done)> progress);

  void copy(std::uint64_t basis_offset, std::span<const std::byte> data) override;
  void literal(std::span<const std::byte> data) override;
  void settle() override;
  // Everything was given: the target ends here.
  void finish();

 private:
  void write_pending();

  const fs::File& basis_;
  const fs::File& target_;
  const RebuildWay way_;
  SparseWriter sparse_;
  std::function<void(std::uint64_t)> progress_;
  std::uint64_t position_ = 0;          // of the new file: up to here it is written or pending
  std::span<const std::byte> pending_;  // to be written before position_
};

}  // namespace smartsync::sync
