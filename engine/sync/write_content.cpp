#include "engine/sync/write_content.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "engine/delta/block_size.h"
#include "engine/delta/file_source.h"
#include "engine/delta/matcher.h"
#include "engine/delta/signature.h"
#include "engine/fs/error.h"

namespace smartsync::sync {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;
constexpr std::size_t hole_size = 4096;  // shorter runs of zeros are written

class Buffer {
 public:
  Buffer() : bytes_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {}
  std::span<std::byte> first(std::uint64_t length) {
    return {bytes_.get(), static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer_size))};
  }

 private:
  std::unique_ptr<std::byte[]> bytes_;
};

[[noreturn]] void shrank(const fs::File& file) {
  throw Error("\"" + file.path() + "\" became shorter while it was read", file.path());
}

bool all_zero(std::span<const std::byte> data) {
  return data.empty() || (data[0] == std::byte{0} &&
                          std::memcmp(data.data(), data.data() + 1, data.size() - 1) == 0);
}

// Calls visit(offset, data) for the source's bytes of [begin, end).
template <typename Visit>
void for_each_piece(const fs::File& file, std::uint64_t begin, std::uint64_t end, Visit visit,
                    std::uint64_t longest = buffer_size) {
  Buffer buffer;
  while (begin < end) {
    const auto space = buffer.first(std::min(end - begin, longest));
    if (file.read(begin, space) != space.size()) shrank(file);
    visit(begin, std::span<const std::byte>(space));
    begin += space.size();
  }
}

// Calls write(offset, block) for the blocks of `data`, which lies at `offset`, that are not zeros.
template <typename Write>
void for_each_data_block(std::uint64_t offset, std::span<const std::byte> data, Write write) {
  while (!data.empty()) {
    const auto block = data.first(std::min(data.size(), hole_size));
    if (!all_zero(block)) write(offset, block);
    offset += block.size();
    data = data.subspan(block.size());
  }
}

std::uint32_t block_size_for(const ContentSource& basis, const Options& options) {
  std::byte header[100];
  const std::size_t got = basis.file.read(0, header);
  return delta::choose_block_size(
      basis.size, {.wanted = options.block_size, .header = std::span(header).first(got)});
}

delta::Matcher sign_basis(const ContentSource& basis, const Options& options, std::size_t threads) {
  const delta::FileSource bytes(basis.file, basis.size);
  delta::SignOptions sign;
  sign.block_size = block_size_for(basis, options);
  sign.threads = static_cast<unsigned>(threads);
  return delta::Matcher(delta::sign(bytes, sign));
}

// Builds the new content in another file, which is empty; if `sparse`, with holes for zeros.
class Rebuild final : public delta::OperationSink {
 public:
  Rebuild(const fs::File& basis, const fs::File& target, bool sparse, const MoveProgress& progress)
      : basis_(basis), target_(target), sparse_(sparse), progress_(progress) {}

  void copy(std::uint64_t basis_offset, std::uint64_t length) override {
    if (sparse_) {
      for_each_piece(basis_, basis_offset, basis_offset + length,
                     [&](std::uint64_t, std::span<const std::byte> data) { literal(data); });
      return;
    }
    constexpr std::uint64_t chunk = 16u << 20;
    for (std::uint64_t done = 0; done < length;) {
      const std::uint64_t now = std::min(length - done, chunk);
      fs::copy_range(basis_, basis_offset + done, target_, position_, now);
      done += now;
      advance(now);
    }
  }
  void literal(std::span<const std::byte> data) override {
    if (sparse_)
      for_each_data_block(position_, data, [this](std::uint64_t offset, auto block) {
        target_.write(offset, block);
      });
    else
      target_.write(position_, data);
    advance(data.size());
  }

 private:
  void advance(std::uint64_t length) {
    position_ += length;
    if (progress_) progress_(position_);
  }

  const fs::File& basis_;
  const fs::File& target_;
  bool sparse_;
  const MoveProgress& progress_;
  std::uint64_t position_ = 0;
};

// Rewrites a file from its start to its end, reading only what lies at or after the position
// written: bytes that are in place already are not touched.
class Overwrite final : public delta::OperationSink {
 public:
  Overwrite(const fs::File& target, const MoveProgress& progress)
      : target_(target), progress_(progress) {}

  void copy(std::uint64_t basis_offset, std::uint64_t length) override {
    if (basis_offset == position_) {
      advance(length);
      return;
    }
    for_each_piece(target_, basis_offset, basis_offset + length,
                   [&](std::uint64_t, std::span<const std::byte> data) { literal(data); });
  }
  void literal(std::span<const std::byte> data) override {
    target_.write(position_, data);
    advance(data.size());
  }

 private:
  void advance(std::uint64_t length) {
    position_ += length;
    if (progress_) progress_(position_);
  }

  const fs::File& target_;
  const MoveProgress& progress_;
  std::uint64_t position_ = 0;
};

Moved match(const ContentSource& source, const ContentSource& basis, bool in_place,
            const Options& options, std::size_t threads, delta::OperationSink& sink) {
  const delta::Matcher matcher = sign_basis(basis, options, threads);
  const delta::FileSource new_bytes(source.file, source.size);
  const delta::FileSource basis_bytes(basis.file, basis.size);
  delta::MatchOptions matching;
  matching.threads = static_cast<unsigned>(threads);
  matching.basis = &basis_bytes;
  matching.in_place = in_place;
  const delta::MatchStatistics found = matcher.match(new_bytes, matching, sink);
  return {found.literal_bytes, found.copied_bytes};
}

}  // namespace

Moved write_whole(const ContentSource& source, const fs::File& target, const Options& options,
                  const MoveProgress& progress) {
  if (options.preallocate && source.size > 0) target.allocate(source.size, false);
  if (options.bandwidth > 0) {  // piece by piece, so that the rate is even
    for_each_piece(
        source.file, 0, source.size,
        [&](std::uint64_t offset, std::span<const std::byte> data) {
          target.write(offset, data);
          if (progress) progress(offset + data.size());
        },
        std::clamp<std::uint64_t>(options.bandwidth / 8, hole_size, buffer_size));
    return {source.size, 0};
  }
  const auto forward = [](void* context, std::uint64_t done) {
    const auto& told = *static_cast<const MoveProgress*>(context);
    if (told) told(done);
  };
  const fs::CopyResult copied =
      fs::copy_content(source.file, target, source.size, forward,
                       const_cast<void*>(static_cast<const void*>(&progress)));
  if (copied.bytes < source.size) shrank(source.file);
  return {source.size, 0};
}

Moved write_sparse(const ContentSource& source, const fs::File& target, bool punch,
                   const MoveProgress& progress) {
  std::uint64_t done = 0;  // up to here the target is as it should be
  const auto skip_to = [&](std::uint64_t end) {
    if (punch && end > done) target.punch_hole(done, end - done);
    done = end;
  };
  for (std::uint64_t position = 0; position < source.size;) {
    const auto data = source.file.next_data(position, source.size);
    if (!data) break;
    position = std::min(data->end, source.size);
    for_each_piece(source.file, std::min(data->begin, source.size), position,
                   [&](std::uint64_t offset, std::span<const std::byte> piece) {
                     for_each_data_block(offset, piece, [&](std::uint64_t at, auto block) {
                       skip_to(at);
                       target.write(at, block);
                       done = at + block.size();
                     });
                     if (progress) progress(offset + piece.size());
                   });
  }
  skip_to(source.size);
  target.truncate(source.size);
  return {source.size, 0};
}

Moved write_delta(const ContentSource& source, const ContentSource& basis, const fs::File& target,
                  const Options& options, std::size_t threads, const MoveProgress& progress) {
  if (options.preallocate && source.size > 0) target.allocate(source.size, false);
  Rebuild rebuild(basis.file, target, options.sparse, progress);
  const Moved moved = match(source, basis, false, options, threads, rebuild);
  if (options.sparse) target.truncate(source.size);
  return moved;
}

Moved write_delta_in_place(const ContentSource& source, const ContentSource& target,
                           const Options& options, std::size_t threads,
                           const MoveProgress& progress) {
  Overwrite overwrite(target.file, progress);
  const Moved moved = match(source, target, true, options, threads, overwrite);
  target.file.truncate(source.size);
  return moved;
}

Moved write_appended(const ContentSource& source, const ContentSource& target,
                     const MoveProgress& progress) {
  for_each_piece(source.file, target.size, source.size,
                 [&](std::uint64_t offset, std::span<const std::byte> data) {
                   target.file.write(offset, data);
                   if (progress) progress(offset + data.size());
                 });
  return {source.size - target.size, 0};
}

hash::Digest hash_content(const ContentSource& source, const Options& options) {
  hash::Hasher hasher(options.checksum_choice, options.checksum_seed);
  for_each_piece(source.file, 0, source.size,
                 [&](std::uint64_t, std::span<const std::byte> data) { hasher.update(data); });
  return hasher.finish();
}

bool same_content(const fs::File& a, const fs::File& b, std::uint64_t length) {
  Buffer other;
  std::uint64_t position = 0;
  while (position < length) {
    Buffer buffer;
    const auto mine = buffer.first(length - position);
    const auto theirs = other.first(length - position);
    if (a.read(position, mine) != mine.size() || b.read(position, theirs) != theirs.size())
      return false;
    if (std::memcmp(mine.data(), theirs.data(), mine.size()) != 0) return false;
    position += mine.size();
  }
  return true;
}

}  // namespace smartsync::sync
