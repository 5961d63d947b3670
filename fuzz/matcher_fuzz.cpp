// Whatever two files are, the matcher's operations make the second from the first; in place, and
// when both are read side by side, too.
#include <vector>

#include "engine/delta/direct_match.h"
#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/delta/patch.h"
#include "fuzz/input.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

// Overwrites the basis from the start, as --inplace does.
class InPlaceSink final : public OperationSink {
 public:
  explicit InPlaceSink(std::span<const std::byte> basis) : bytes_(basis.begin(), basis.end()) {}

  void copy(std::uint64_t offset, std::uint64_t length) override {
    fuzz::require(length > 0 && offset >= position_ && offset + length <= bytes_.size());
    for (std::uint64_t i = 0; i < length; ++i) bytes_[position_ + i] = bytes_[offset + i];
    position_ += length;
  }
  void literal(std::span<const std::byte> data) override {
    fuzz::require(!data.empty());
    if (position_ + data.size() > bytes_.size()) bytes_.resize(position_ + data.size());
    std::copy(data.begin(), data.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(position_));
    position_ += data.size();
  }
  std::vector<std::byte> result() {
    bytes_.resize(position_);
    return bytes_;
  }

 private:
  std::vector<std::byte> bytes_;
  std::uint64_t position_ = 0;
};

// Requires that what is said to be in the basis is there.
class DirectCheck final : public DirectSink {
 public:
  explicit DirectCheck(std::span<const std::byte> basis) : basis_(basis) {}

  void copy(std::uint64_t offset, std::span<const std::byte> data) override {
    fuzz::require(offset <= basis_.size() && data.size() <= basis_.size() - offset);
    fuzz::require(
        std::ranges::equal(data, basis_.subspan(static_cast<std::size_t>(offset), data.size())));
    literal(data);
  }
  void literal(std::span<const std::byte> data) override {
    fuzz::require(!data.empty());
    result_.insert(result_.end(), data.begin(), data.end());
  }
  void settle() override {}
  const std::vector<std::byte>& result() const { return result_; }

 private:
  std::span<const std::byte> basis_;
  std::vector<std::byte> result_;
};

// The basis with edits that the input spells out: the fuzzer finds related files faster than by
// repeating one in the other.
std::vector<std::byte> edited(std::span<const std::byte> basis, fuzz::Input& input) {
  std::vector<std::byte> bytes;
  while (bytes.size() < 50'000) {
    const std::uint8_t kind = input.byte();
    if (kind == 0) break;
    if (kind % 2) {
      const std::size_t from = std::min<std::size_t>(input.number(), basis.size());
      const auto piece =
          basis.subspan(from).first(std::min<std::size_t>(input.number(), basis.size() - from));
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    } else {
      const auto piece = input.take(kind);
      bytes.insert(bytes.end(), piece.begin(), piece.end());
    }
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint32_t block_size = 1u + input.byte();
  const bool compare = input.byte() % 2;
  const auto basis = input.take(input.number());
  const std::vector<std::byte> new_file = edited(basis, input);

  const MemorySource basis_source(basis), new_source(new_file);
  const Matcher matcher(sign(basis_source, {.block_size = block_size}));
  MatchOptions options;
  if (compare) options.basis = &basis_source;
  MemorySink sink;
  Patcher patcher(basis_source, sink);
  matcher.match(new_source, options, patcher);
  fuzz::require(sink.bytes() == new_file);

  options.in_place = true;
  InPlaceSink in_place(basis);
  matcher.match(new_source, options, in_place);
  fuzz::require(in_place.result() == new_file);

  DirectCheck direct(basis);
  match_directly(new_source, basis_source, {.block_size = block_size}, direct);
  fuzz::require(direct.result() == new_file);
  return 0;
}
