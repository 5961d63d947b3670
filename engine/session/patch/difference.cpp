#include "engine/session/patch/difference.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/delta/matcher.h"

namespace smartsync::session {
namespace {

// Blocks of a size that the old index has are worth more than those of the best size: the new
// version need not be read twice.
bool is_near_enough(const BlockLayout& known, const BlockLayout& best) {
  if (known.shifts != best.shifts) return false;
  if (!known.shifts) return known == best;
  return known.block_size <= 4 * best.block_size && best.block_size <= 4 * known.block_size;
}

// The blocks of both that are equal and at the same place are copied, the others brought.
ChangePlan compare_aligned(const delta::Signature& old, const delta::Signature& wanted) {
  ChangePlanner planner(old.file_size(), wanted.file_size());
  for (std::uint32_t block = 0; block < wanted.block_count(); ++block) {
    const std::uint32_t length = wanted.block_length(block);
    const bool is_equal = block < old.block_count() && old.block_length(block) == length &&
                          old.strong(block) == wanted.strong(block);
    if (is_equal)
      planner.copy(wanted.block_offset(block), length);
    else
      planner.bring(length);
  }
  return planner.finish();
}

Difference match_shifting(const delta::ByteSource& new_file, const BlockIndex& old,
                          const BlockLayout& best, std::string path, unsigned threads) {
  const delta::Matcher matcher(old.signature);
  const bool in_one_pass = is_near_enough(old.layout(), best);
  hash::Hasher whole(hash::Kind::xxh128);
  delta::Signature signature(new_file.size(), old.layout().block_size);
  ChangePlanner planner(old.signature.file_size(), new_file.size());
  matcher.match(new_file,
                {.threads = threads,
                 .content = in_one_pass ? &whole : nullptr,
                 .new_signature = in_one_pass ? &signature : nullptr},
                planner);
  if (!in_one_pass) return {planner.finish(), make_index(new_file, best, std::move(path), threads)};
  return {planner.finish(),
          {.path = std::move(path),
           .identity = {.size = new_file.size()},
           .shifts = true,
           .signature = std::move(signature),
           .content = whole.finish()}};
}

Difference compare_pages(const delta::ByteSource& new_file, const BlockIndex& old,
                         const BlockLayout& best, std::string path, unsigned threads) {
  BlockIndex index = make_index(new_file, best, path, threads);
  if (old.layout() == best) {
    ChangePlan plan = compare_aligned(old.signature, index.signature);
    return {std::move(plan), std::move(index)};
  }
  const BlockIndex in_old_blocks = make_index(new_file, old.layout(), std::move(path), threads);
  return {compare_aligned(old.signature, in_old_blocks.signature), std::move(index)};
}

// Which blocks of the wanted version the old file has, and where: takes the operations that make
// the *old* file out of the wanted version, and turns them round.
class WhereFound final : public delta::OperationSink {
 public:
  static constexpr std::uint64_t nowhere = UINT64_MAX;

  explicit WhereFound(const delta::Signature& wanted)
      : wanted_(wanted), offsets_(wanted.block_count(), nowhere) {}

  void copy(std::uint64_t wanted_offset, std::uint64_t length) override {
    const std::uint64_t end = wanted_offset + length;
    auto block = static_cast<std::uint32_t>(wanted_offset / wanted_.block_size());
    for (std::uint64_t at = wanted_offset; at < end; ++block) {
      note(block, position_ + (at - wanted_offset));
      at += wanted_.block_length(block);
    }
    position_ += length;
  }
  void literal(std::span<const std::byte> data) override { position_ += data.size(); }

  // Of content that the wanted version has several times the match names one.
  void find_repeated() {
    std::unordered_map<std::uint64_t, std::uint32_t> found;
    for (std::uint32_t block = 0; block < wanted_.full_blocks(); ++block) {
      if (offsets_[block] != nowhere) found.try_emplace(wanted_.strong(block), block);
    }
    for (std::uint32_t block = 0; block < wanted_.full_blocks(); ++block) {
      if (offsets_[block] != nowhere) continue;
      const auto same = found.find(wanted_.strong(block));
      if (same != found.end() && wanted_.weak(same->second) == wanted_.weak(block))
        offsets_[block] = offsets_[same->second];
    }
  }
  std::uint64_t offset_of(std::uint32_t block) const { return offsets_[block]; }

 private:
  // A block that stays where it is needs no work at all.
  void note(std::uint32_t block, std::uint64_t offset) {
    if (offsets_[block] == nowhere || offset == wanted_.block_offset(block))
      offsets_[block] = offset;
  }

  const delta::Signature& wanted_;
  std::vector<std::uint64_t> offsets_;
  std::uint64_t position_ = 0;  // of the old file
};

ChangePlan find_shifted(const BlockIndex& wanted, const delta::ByteSource& old_file,
                        unsigned threads) {
  const delta::Signature& signature = wanted.signature;
  WhereFound found(signature);
  delta::Matcher(signature).match(old_file, {.threads = threads}, found);
  found.find_repeated();
  ChangePlanner planner(old_file.size(), signature.file_size());
  for (std::uint32_t block = 0; block < signature.block_count(); ++block) {
    const std::uint64_t offset = found.offset_of(block);
    if (offset == WhereFound::nowhere)
      planner.bring(signature.block_length(block));
    else
      planner.copy(offset, signature.block_length(block));
  }
  return planner.finish();
}

}  // namespace

Difference difference(const delta::ByteSource& new_file, const BlockIndex* old, std::string path,
                      unsigned threads) {
  const BlockLayout best = layout_for(new_file);
  if (old == nullptr) {
    ChangePlanner planner(0, new_file.size());
    planner.bring(new_file.size());
    return {planner.finish(), make_index(new_file, best, std::move(path), threads)};
  }
  if (old->shifts) return match_shifting(new_file, *old, best, std::move(path), threads);
  return compare_pages(new_file, *old, best, std::move(path), threads);
}

ChangePlan plan_from_index(const BlockIndex& wanted, const delta::ByteSource& old_file,
                           unsigned threads) {
  if (wanted.shifts) return find_shifted(wanted, old_file, threads);
  const BlockIndex old = make_index(old_file, wanted.layout(), wanted.path, threads);
  return compare_aligned(old.signature, wanted.signature);
}

}  // namespace smartsync::session
