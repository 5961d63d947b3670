// Where two sequences of bytes that have begun to differ agree again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace smartsync::delta {

// a[in_a..] and b[in_b..] are equal for at least Agreements::shortest bytes, and what stands
// directly before them is not.
struct Agreement {
  std::size_t in_a;
  std::size_t in_b;
};

// Keeps its memory from one search to the next.
class Agreements {
 public:
  // A shorter agreement is not worth an operation of its own.
  static constexpr std::size_t shortest = 256;

  // The first bytes of `a` and `b` differ. First bytes changed where they lie are assumed: the same
  // place in both. Then bytes inserted or left out: the first place of `a` that is found in `b`.
  //
  // What agrees must hold a block that `b` has only once. Zeros and repeated rows agree in many
  // places, and going on in the wrong one would lose what follows them. If everything to the end
  // agrees, `ends_count` says whether that is enough.
  //
  // Takes a time proportional to the lengths.
  std::optional<Agreement> find(std::span<const std::byte> a, std::span<const std::byte> b,
                                bool ends_count);

 private:
  // The blocks of `b` with one weak sum: the position of the first, plus one, and whether there are
  // more.
  struct Anchor {
    std::uint32_t weak = 0;
    std::uint32_t position : 31 = 0;  // 0: nothing here
    std::uint32_t repeated : 1 = 0;
  };

  std::optional<Agreement> find_in_place(std::span<const std::byte> a, std::span<const std::byte> b,
                                         bool ends_count) const;
  std::optional<Agreement> find_moved(std::span<const std::byte> a,
                                      std::span<const std::byte> b) const;
  void set_anchors(std::span<const std::byte> b);
  bool holds_unique_block(std::size_t begin, std::size_t end) const;
  std::size_t slot_for(std::uint32_t weak) const;

  std::vector<Anchor> anchors_;       // open addressing; a power of two
  std::vector<std::uint32_t> slots_;  // in anchors_, of every block of b
  unsigned shift_ = 0;
};

// How many of their first bytes are equal.
std::size_t common_length(std::span<const std::byte> a, std::span<const std::byte> b);

}  // namespace smartsync::delta
