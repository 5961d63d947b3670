// How a new version of a file comes out of an old one: ranges to keep, ranges to bring.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/delta/operations.h"

namespace smartsync::session {

// The new version's bytes [at, at + length): those at `from` of the old version, or others, which
// are found at `at` of the new version itself.
struct Piece {
  enum class Kind : std::uint8_t { copy, bring };
  Kind kind = Kind::bring;
  std::uint64_t at = 0;
  std::uint64_t length = 0;
  std::uint64_t from = 0;  // only of a copy

  std::uint64_t end() const { return at + length; }
  bool is_copy() const { return kind == Kind::copy; }
  bool operator==(const Piece&) const = default;
};

// The pieces cover the new version from its first byte to its last, in order, without gaps and
// without overlap.
struct ChangePlan {
  std::uint64_t old_size = 0;
  std::uint64_t new_size = 0;
  std::vector<Piece> pieces{};
  std::uint64_t copied = 0;   // bytes
  std::uint64_t brought = 0;  // bytes
  std::uint64_t moved = 0;    // of the copied bytes, those that do not stay where they are

  bool in_place() const { return moved == 0; }
};

// Makes a plan of operations as they come from a match.
class ChangePlanner final : public delta::OperationSink {
 public:
  ChangePlanner(std::uint64_t old_size, std::uint64_t new_size);
  void copy(std::uint64_t from, std::uint64_t length) override;
  void literal(std::span<const std::byte> data) override { bring(data.size()); }
  void bring(std::uint64_t length);
  // After the last operation. Throws smartsync::Error if the operations do not make up the file.
  ChangePlan finish();

 private:
  void add(const Piece& piece);

  ChangePlan plan_;
  std::uint64_t position_ = 0;
};

}  // namespace smartsync::session
