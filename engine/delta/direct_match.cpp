#include "engine/delta/direct_match.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/delta/agreement.h"
#include "engine/delta/read_ahead.h"
#include "engine/delta/signature.h"

namespace smartsync::delta {
namespace {

// How far around a difference an agreement is looked for: most are near.
constexpr std::size_t windows[] = {std::size_t{16} << 10, std::size_t{512} << 10};

// What looking around may cost before it has to have paid, in bytes looked at.
constexpr std::uint64_t free_effort = 16u << 20;

// How much of the new file is looked for everywhere before it may go on side by side.
constexpr std::uint64_t first_stretch = 4u << 20;

// A stretch of a file as a file of its own.
class Stretch final : public ByteSource {
 public:
  Stretch(const ByteSource& whole, std::uint64_t begin, std::uint64_t length)
      : whole_(whole), begin_(begin), length_(length) {}
  std::uint64_t size() const override { return length_; }
  std::size_t read(std::uint64_t offset, std::span<std::byte> into) const override {
    const std::uint64_t rest = length_ - std::min(offset, length_);
    return whole_.read(
        begin_ + offset,
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest, into.size()))));
  }
  std::string name() const override { return whole_.name(); }

 private:
  const ByteSource& whole_;
  std::uint64_t begin_, length_;
};

class DirectMatch final : private OperationSink {
 public:
  DirectMatch(const ByteSource& new_file, const ByteSource& basis, const DirectOptions& options,
              DirectSink& sink)
      : new_file_(new_file),
        basis_(basis),
        options_(options),
        sink_(sink),
        ahead_(new_file, options.threads > 1),
        basis_ahead_(basis, options.threads > 1) {}

  MatchStatistics run() {
    while (at_ < new_file_.size()) {
      follow();
      if (at_ < new_file_.size() && !find_close_by()) find_everywhere();
    }
    sink_.settle();
    return statistics_;
  }

 private:
  // Goes on as long as the two agree.
  void follow() {
    while (aligned_ && at_ < new_file_.size() && basis_at_ < basis_.size()) {
      const auto mine = new_bytes();
      const auto theirs = basis_ahead_.at(basis_at_);
      const std::size_t equal = common_length(mine, theirs);
      if (equal > 0) emit_copy(mine.first(equal));
      if (equal < std::min(mine.size(), theirs.size())) return;
    }
  }

  // Looks around the difference that follow() met.
  bool find_close_by() {
    if (!aligned_ || effort_ > free_effort + at_ / 2) return false;
    for (const std::size_t size : windows) {
      const auto mine = ahead_.window(at_, size, scratch_);
      const auto theirs = basis_ahead_.window(basis_at_, size, basis_scratch_);
      const auto found = agreements_.find(mine, theirs, size == std::end(windows)[-1]);
      effort_ += found ? found->in_a + theirs.size() : mine.size() + theirs.size();
      if (found) {
        const std::uint64_t goes_on = basis_at_ + found->in_b;
        pass_over(found->in_a);
        basis_at_ = goes_on;
        aligned_ = true;
        return true;
      }
      if (mine.size() < size && theirs.size() < size) break;
    }
    return false;
  }

  // What lies between two agreements: a block of it may still stand elsewhere in the basis.
  void pass_over(std::uint64_t length) {
    if (length < options_.block_size)
      emit_literal(length);
    else
      match_everywhere(length);
  }

  // Looks for the next stretch of the new file in all of the basis. If its end is found there, the
  // two are aligned again.
  void find_everywhere() {
    aligned_ = false;
    match_everywhere(std::min(stretch_, new_file_.size() - at_));
    stretch_ = aligned_ ? first_stretch : stretch_ * 2;
  }

  void match_everywhere(std::uint64_t length) {
    if (!matcher_)
      matcher_.emplace(
          sign(basis_, {.block_size = options_.block_size, .threads = options_.threads}));
    matcher_->match(Stretch(new_file_, at_, length),
                    {.threads = options_.threads, .basis = &basis_}, *this);
  }
  // What the matcher found; it says where, and the bytes come from the new file as always.
  void copy(std::uint64_t basis_offset, std::uint64_t length) override {
    basis_at_ = basis_offset;
    aligned_ = true;
    while (length > 0) {
      const auto data = new_bytes(length);
      emit_copy(data);
      length -= data.size();
    }
  }
  void literal(std::span<const std::byte> data) override {
    aligned_ = false;
    emit_literal(data.size());
  }

  // Bytes of the new file from here on, no more than `most` of them.
  std::span<const std::byte> new_bytes(std::uint64_t most = ReadAhead::chunk_size) {
    if (at_ % ReadAhead::chunk_size == 0) sink_.settle();
    const auto bytes = ahead_.at(at_);
    return bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), most)));
  }
  void emit_copy(std::span<const std::byte> data) {
    if (copy_end_ != basis_at_) ++statistics_.copies;
    sink_.copy(basis_at_, data);
    at_ += data.size();
    basis_at_ += data.size();
    copy_end_ = basis_at_;
    statistics_.copied_bytes += data.size();
  }
  void emit_literal(std::uint64_t length) {
    while (length > 0) {
      const auto data = new_bytes(length);
      sink_.literal(data);
      at_ += data.size();
      length -= data.size();
      statistics_.literal_bytes += data.size();
    }
    copy_end_ = ~std::uint64_t{0};
  }

  const ByteSource& new_file_;
  const ByteSource& basis_;
  const DirectOptions options_;
  DirectSink& sink_;
  ReadAhead ahead_, basis_ahead_;
  Agreements agreements_;
  std::vector<std::byte> scratch_, basis_scratch_;
  std::optional<Matcher> matcher_;         // made when it is first needed
  std::uint64_t at_ = 0;                   // of the new file: operations up to here are delivered
  std::uint64_t basis_at_ = 0;             // where the basis should go on as the new file does
  bool aligned_ = true;                    // basis_at_ is known
  std::uint64_t effort_ = 0;               // bytes looked at around differences
  std::uint64_t stretch_ = first_stretch;  // length of the next one
  std::uint64_t copy_end_ = ~std::uint64_t{0};
  MatchStatistics statistics_;
};

}  // namespace

MatchStatistics match_directly(const ByteSource& new_file, const ByteSource& basis,
                               const DirectOptions& options, DirectSink& sink) {
  return DirectMatch(new_file, basis, options, sink).run();
}

}  // namespace smartsync::delta
