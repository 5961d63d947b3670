#include "engine/sync/write_content.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>

#include "engine/delta/block_size.h"
#include "engine/delta/direct_match.h"
#include "engine/delta/file_source.h"
#include "engine/delta/matcher.h"
#include "engine/delta/signature.h"
#include "engine/fs/error.h"
#include "engine/fs/io_buffer.h"
#include "engine/fs/kernel_copy.h"
#include "engine/sqlite/header.h"
#include "engine/sync/rebuild.h"
#include "engine/sync/sparse_writer.h"

namespace smartsync::sync {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;

std::span<std::byte> part_of(const fs::IoBuffer& buffer, std::uint64_t length) {
  return buffer.first(static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer.size())));
}

[[noreturn]] void shrank(const fs::File& file) {
  throw Error("\"" + file.path() + "\" became shorter while it was read", file.path());
}

// Calls visit(offset, data) for the source's bytes of [begin, end).
template <typename Visit>
void for_each_piece(const fs::File& file, std::uint64_t begin, std::uint64_t end, Visit visit,
                    std::uint64_t longest = buffer_size) {
  const fs::IoBuffer buffer(buffer_size);
  while (begin < end) {
    const auto space = part_of(buffer, std::min(end - begin, longest));
    if (file.read(begin, space) != space.size()) shrank(file);
    visit(begin, std::span<const std::byte>(space));
    begin += space.size();
  }
}

std::uint32_t block_size_for(const ContentSource& basis, const Options& options) {
  const auto database = sqlite::read_header(basis.file);
  return delta::choose_block_size(
      basis.size, {.wanted = options.block_size, .page_size = database ? database->page_size : 0});
}

RebuildWay rebuild_way(const ContentSource& basis, const fs::File& target, const Options& options,
                       const DeltaMeans& means) {
  if (options.sparse) return RebuildWay::sparse;
  if (!options.preallocate && fs::reflink(basis.file, target)) return RebuildWay::clone;
  return means.network ? RebuildWay::ranges : RebuildWay::write;
}

// Rewrites a file from its start to its end, reading only what lies at or after the position
// written: bytes that are in place already are not touched.
class Overwrite final : public delta::OperationSink {
 public:
  Overwrite(const fs::File& target, bool sparse, const MoveProgress& progress)
      : target_(target), progress_(progress) {
    if (sparse) sparse_.emplace(target, true);
  }

  void copy(std::uint64_t basis_offset, std::uint64_t length) override {
    if (basis_offset == position_) {
      if (sparse_) sparse_->keep(position_, length);
      advance(length);
      return;
    }
    for_each_piece(target_, basis_offset, basis_offset + length,
                   [&](std::uint64_t, std::span<const std::byte> data) { literal(data); });
  }
  void literal(std::span<const std::byte> data) override {
    if (sparse_)
      sparse_->write(position_, data);
    else
      target_.write(position_, data);
    advance(data.size());
  }
  void finish() {
    if (sparse_)
      sparse_->finish(position_);
    else
      target_.truncate(position_);
  }

 private:
  void advance(std::uint64_t length) {
    position_ += length;
    if (progress_) progress_(position_);
  }

  const fs::File& target_;
  const MoveProgress& progress_;
  std::optional<SparseWriter> sparse_;  // holes are below position_, where no copy is read from
  std::uint64_t position_ = 0;
};

}  // namespace

Moved write_pieces(const ContentSource& source, const fs::File& target, const Options& options,
                   const MoveProgress& progress) {
  const std::uint64_t even_rate =
      options.bandwidth == 0
          ? buffer_size
          : std::clamp<std::uint64_t>(options.bandwidth / 8, SparseWriter::hole_size, buffer_size);
  for_each_piece(
      source.file, 0, source.size,
      [&](std::uint64_t offset, std::span<const std::byte> data) {
        target.write(offset, data);
        if (progress) progress(offset + data.size());
      },
      even_rate);
  return {.literal = source.size};
}

// The length stays that of what has arrived: after an interruption --append goes on from there.
static void reserve(const ContentSource& source, const fs::File& target, const Options& options) {
  if (options.preallocate && source.size > 0) target.allocate(source.size, true);
}

Moved write_whole(const ContentSource& source, const fs::File& target, const Options& options,
                  const MoveProgress& progress) {
  reserve(source, target, options);
  if (options.bandwidth > 0) return write_pieces(source, target, options, progress);
  const auto forward = [](void* context, std::uint64_t done) {
    const auto& told = *static_cast<const MoveProgress*>(context);
    if (told) told(done);
  };
  const fs::CopyResult copied =
      fs::copy_content(source.file, target, source.size, forward,
                       const_cast<void*>(static_cast<const void*>(&progress)));
  if (copied.bytes < source.size) shrank(source.file);
  return {.literal = source.size};
}

Moved write_sparse(const ContentSource& source, const fs::File& target, bool punch,
                   const MoveProgress& progress) {
  SparseWriter writer(target, punch);
  for (std::uint64_t position = 0; position < source.size;) {
    const auto data = source.file.next_data(position, source.size);
    if (!data) break;
    position = std::min(data->end, source.size);
    for_each_piece(source.file, std::min(data->begin, source.size), position,
                   [&](std::uint64_t offset, std::span<const std::byte> piece) {
                     writer.write(offset, piece);
                     if (progress) progress(offset + piece.size());
                   });
  }
  writer.finish(source.size);
  return {.literal = source.size};
}

Moved write_delta(const ContentSource& source, const ContentSource& basis, const fs::File& target,
                  const Options& options, const DeltaMeans& means, const MoveProgress& progress) {
  reserve(source, target, options);
  Rebuild rebuild(basis.file, target, rebuild_way(basis, target, options, means), progress);
  const delta::FileSource new_bytes(source.file, source.size);
  const delta::FileSource basis_bytes(basis.file, basis.size);
  const delta::MatchStatistics found =
      delta::match_directly(new_bytes, basis_bytes,
                            {.threads = static_cast<unsigned>(means.threads),
                             .block_size = block_size_for(basis, options)},
                            rebuild);
  rebuild.finish();
  return {found.literal_bytes, found.copied_bytes, found.copies, found.false_weak};
}

Moved write_delta_in_place(const ContentSource& source, const ContentSource& target,
                           const Options& options, const DeltaMeans& means,
                           const MoveProgress& progress) {
  const auto threads = static_cast<unsigned>(means.threads);
  const delta::FileSource new_bytes(source.file, source.size);
  const delta::FileSource basis_bytes(target.file, target.size);
  const delta::Matcher matcher(delta::sign(
      basis_bytes, {.block_size = block_size_for(target, options), .threads = threads}));
  Overwrite overwrite(target.file, options.sparse, progress);
  const delta::MatchStatistics found = matcher.match(
      new_bytes, {.threads = threads, .basis = &basis_bytes, .in_place = true}, overwrite);
  overwrite.finish();
  return {found.literal_bytes, found.copied_bytes, found.copies, found.false_weak};
}

Moved write_appended(const ContentSource& source, const ContentSource& target,
                     const MoveProgress& progress) {
  for_each_piece(source.file, target.size, source.size,
                 [&](std::uint64_t offset, std::span<const std::byte> data) {
                   target.file.write(offset, data);
                   if (progress) progress(offset + data.size());
                 });
  return {.literal = source.size - target.size};
}

hash::Digest hash_content(const ContentSource& source, hash::Kind kind) {
  hash::Hasher hasher(kind);
  for_each_piece(source.file, 0, source.size,
                 [&](std::uint64_t, std::span<const std::byte> data) { hasher.update(data); });
  return hasher.finish();
}

bool same_content(const fs::File& a, const fs::File& b, std::uint64_t length) {
  const fs::IoBuffer buffer(buffer_size), other(buffer_size);
  std::uint64_t position = 0;
  while (position < length) {
    const auto mine = part_of(buffer, length - position);
    const auto theirs = part_of(other, length - position);
    if (a.read(position, mine) != mine.size() || b.read(position, theirs) != theirs.size())
      return false;
    if (std::memcmp(mine.data(), theirs.data(), mine.size()) != 0) return false;
    position += mine.size();
  }
  return true;
}

}  // namespace smartsync::sync
