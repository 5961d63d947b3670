// Copies on the file server into one file, and into a file of its own that is joined to it later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/fs/file.h"
#include "engine/session/patch/change_plan.h"
#include "engine/session/patch/copy_pace.h"
#include "engine/sync/temp_file.h"

namespace smartsync::session {

// Copies one after the other.
class CopyLane {
 public:
  // What lies at `base` of the new version is put at the target's start. `copied` is told the bytes
  // of each copy; may be empty.
  CopyLane(const fs::File& old_file, const fs::File& target, std::uint64_t base, CopyPace& pace,
           const std::function<void(std::uint64_t)>& copied);

  // False: this copy is not complete, and the rest is to be sent.
  bool copy(const Piece& piece);
  bool copy(std::span<const Piece> pieces);
  // In order, of the new version.
  const std::vector<fs::Range>& done() const { return done_; }

 private:
  const fs::File& old_;
  const fs::File& target_;
  const std::uint64_t base_;
  CopyPace& pace_;
  const std::function<void(std::uint64_t)>& copied_;
  std::uint64_t next_ = std::uint64_t{4} << 20;  // copied at once at most
  std::vector<fs::Range> done_;
};

// Some of the copies in a file of their own, side by side with others, as the kernel lets one copy
// at a time into a file. Then all of it is copied over at once; block by block as it will lie in
// the file, so that a server that can share blocks does that.
class CopyPart {
 public:
  static constexpr std::uint64_t block = 4096;  // the largest that filesystems share by

  // `copies`: at least one; must outlive it.
  CopyPart(const fs::File& old_file, std::span<const Piece> copies,
           std::unique_ptr<sync::TempFile> file, CopyPace& pace,
           const std::function<void(std::uint64_t)>& copied);

  bool copy() { return lane_.copy(copies_); }
  // Copies what is done into `target`, but for the ends of its first and last block; returns what
  // has arrived, in order.
  std::vector<fs::Range> join(const fs::File& target) const;

 private:
  std::span<const Piece> copies_;
  std::uint64_t base_;
  std::unique_ptr<sync::TempFile> file_;
  CopyLane lane_;
};

}  // namespace smartsync::session
