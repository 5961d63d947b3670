#include "engine/fs/letter_case.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "engine/fs/utf8.h"

namespace smartsync::fs {
namespace {

// Of Unicode 14.0.0, each letter beyond ASCII that has one capital letter: every `step`-th of
// [first, last] has it `offset` further on.
struct Letters {
  std::uint16_t first;
  std::uint16_t last;
  std::uint16_t step;
  std::int32_t offset;
};
// clang-format off
constexpr std::array kLetters{
    Letters{0xb5, 0xb5, 1, 743},
    Letters{0xe0, 0xf6, 1, -32},
    Letters{0xf8, 0xfe, 1, -32},
    Letters{0xff, 0xff, 1, 121},
    Letters{0x101, 0x12f, 2, -1},
    Letters{0x131, 0x131, 1, -232},
    Letters{0x133, 0x137, 2, -1},
    Letters{0x13a, 0x148, 2, -1},
    Letters{0x14b, 0x177, 2, -1},
    Letters{0x17a, 0x17e, 2, -1},
    Letters{0x17f, 0x17f, 1, -300},
    Letters{0x180, 0x180, 1, 195},
    Letters{0x183, 0x185, 2, -1},
    Letters{0x188, 0x188, 1, -1},
    Letters{0x18c, 0x18c, 1, -1},
    Letters{0x192, 0x192, 1, -1},
    Letters{0x195, 0x195, 1, 97},
    Letters{0x199, 0x199, 1, -1},
    Letters{0x19a, 0x19a, 1, 163},
    Letters{0x19e, 0x19e, 1, 130},
    Letters{0x1a1, 0x1a5, 2, -1},
    Letters{0x1a8, 0x1a8, 1, -1},
    Letters{0x1ad, 0x1ad, 1, -1},
    Letters{0x1b0, 0x1b0, 1, -1},
    Letters{0x1b4, 0x1b6, 2, -1},
    Letters{0x1b9, 0x1b9, 1, -1},
    Letters{0x1bd, 0x1bd, 1, -1},
    Letters{0x1bf, 0x1bf, 1, 56},
    Letters{0x1c5, 0x1c5, 1, -1},
    Letters{0x1c6, 0x1c6, 1, -2},
    Letters{0x1c8, 0x1c8, 1, -1},
    Letters{0x1c9, 0x1c9, 1, -2},
    Letters{0x1cb, 0x1cb, 1, -1},
    Letters{0x1cc, 0x1cc, 1, -2},
    Letters{0x1ce, 0x1dc, 2, -1},
    Letters{0x1dd, 0x1dd, 1, -79},
    Letters{0x1df, 0x1ef, 2, -1},
    Letters{0x1f2, 0x1f2, 1, -1},
    Letters{0x1f3, 0x1f3, 1, -2},
    Letters{0x1f5, 0x1f5, 1, -1},
    Letters{0x1f9, 0x21f, 2, -1},
    Letters{0x223, 0x233, 2, -1},
    Letters{0x23c, 0x23c, 1, -1},
    Letters{0x23f, 0x240, 1, 10815},
    Letters{0x242, 0x242, 1, -1},
    Letters{0x247, 0x24f, 2, -1},
    Letters{0x250, 0x250, 1, 10783},
    Letters{0x251, 0x251, 1, 10780},
    Letters{0x252, 0x252, 1, 10782},
    Letters{0x253, 0x253, 1, -210},
    Letters{0x254, 0x254, 1, -206},
    Letters{0x256, 0x257, 1, -205},
    Letters{0x259, 0x259, 1, -202},
    Letters{0x25b, 0x25b, 1, -203},
    Letters{0x25c, 0x25c, 1, 42319},
    Letters{0x260, 0x260, 1, -205},
    Letters{0x261, 0x261, 1, 42315},
    Letters{0x263, 0x263, 1, -207},
    Letters{0x265, 0x265, 1, 42280},
    Letters{0x266, 0x266, 1, 42308},
    Letters{0x268, 0x268, 1, -209},
    Letters{0x269, 0x269, 1, -211},
    Letters{0x26a, 0x26a, 1, 42308},
    Letters{0x26b, 0x26b, 1, 10743},
    Letters{0x26c, 0x26c, 1, 42305},
    Letters{0x26f, 0x26f, 1, -211},
    Letters{0x271, 0x271, 1, 10749},
    Letters{0x272, 0x272, 1, -213},
    Letters{0x275, 0x275, 1, -214},
    Letters{0x27d, 0x27d, 1, 10727},
    Letters{0x280, 0x280, 1, -218},
    Letters{0x282, 0x282, 1, 42307},
    Letters{0x283, 0x283, 1, -218},
    Letters{0x287, 0x287, 1, 42282},
    Letters{0x288, 0x288, 1, -218},
    Letters{0x289, 0x289, 1, -69},
    Letters{0x28a, 0x28b, 1, -217},
    Letters{0x28c, 0x28c, 1, -71},
    Letters{0x292, 0x292, 1, -219},
    Letters{0x29d, 0x29d, 1, 42261},
    Letters{0x29e, 0x29e, 1, 42258},
    Letters{0x345, 0x345, 1, 84},
    Letters{0x371, 0x373, 2, -1},
    Letters{0x377, 0x377, 1, -1},
    Letters{0x37b, 0x37d, 1, 130},
    Letters{0x3ac, 0x3ac, 1, -38},
    Letters{0x3ad, 0x3af, 1, -37},
    Letters{0x3b1, 0x3c1, 1, -32},
    Letters{0x3c2, 0x3c2, 1, -31},
    Letters{0x3c3, 0x3cb, 1, -32},
    Letters{0x3cc, 0x3cc, 1, -64},
    Letters{0x3cd, 0x3ce, 1, -63},
    Letters{0x3d0, 0x3d0, 1, -62},
    Letters{0x3d1, 0x3d1, 1, -57},
    Letters{0x3d5, 0x3d5, 1, -47},
    Letters{0x3d6, 0x3d6, 1, -54},
    Letters{0x3d7, 0x3d7, 1, -8},
    Letters{0x3d9, 0x3ef, 2, -1},
    Letters{0x3f0, 0x3f0, 1, -86},
    Letters{0x3f1, 0x3f1, 1, -80},
    Letters{0x3f2, 0x3f2, 1, 7},
    Letters{0x3f3, 0x3f3, 1, -116},
    Letters{0x3f5, 0x3f5, 1, -96},
    Letters{0x3f8, 0x3f8, 1, -1},
    Letters{0x3fb, 0x3fb, 1, -1},
    Letters{0x430, 0x44f, 1, -32},
    Letters{0x450, 0x45f, 1, -80},
    Letters{0x461, 0x481, 2, -1},
    Letters{0x48b, 0x4bf, 2, -1},
    Letters{0x4c2, 0x4ce, 2, -1},
    Letters{0x4cf, 0x4cf, 1, -15},
    Letters{0x4d1, 0x52f, 2, -1},
    Letters{0x561, 0x586, 1, -48},
    Letters{0x10d0, 0x10fa, 1, 3008},
    Letters{0x10fd, 0x10ff, 1, 3008},
    Letters{0x13f8, 0x13fd, 1, -8},
    Letters{0x1c80, 0x1c80, 1, -6254},
    Letters{0x1c81, 0x1c81, 1, -6253},
    Letters{0x1c82, 0x1c82, 1, -6244},
    Letters{0x1c83, 0x1c84, 1, -6242},
    Letters{0x1c85, 0x1c85, 1, -6243},
    Letters{0x1c86, 0x1c86, 1, -6236},
    Letters{0x1c87, 0x1c87, 1, -6181},
    Letters{0x1c88, 0x1c88, 1, 35266},
    Letters{0x1d79, 0x1d79, 1, 35332},
    Letters{0x1d7d, 0x1d7d, 1, 3814},
    Letters{0x1d8e, 0x1d8e, 1, 35384},
    Letters{0x1e01, 0x1e95, 2, -1},
    Letters{0x1e9b, 0x1e9b, 1, -59},
    Letters{0x1ea1, 0x1eff, 2, -1},
    Letters{0x1f00, 0x1f07, 1, 8},
    Letters{0x1f10, 0x1f15, 1, 8},
    Letters{0x1f20, 0x1f27, 1, 8},
    Letters{0x1f30, 0x1f37, 1, 8},
    Letters{0x1f40, 0x1f45, 1, 8},
    Letters{0x1f51, 0x1f57, 2, 8},
    Letters{0x1f60, 0x1f67, 1, 8},
    Letters{0x1f70, 0x1f71, 1, 74},
    Letters{0x1f72, 0x1f75, 1, 86},
    Letters{0x1f76, 0x1f77, 1, 100},
    Letters{0x1f78, 0x1f79, 1, 128},
    Letters{0x1f7a, 0x1f7b, 1, 112},
    Letters{0x1f7c, 0x1f7d, 1, 126},
    Letters{0x1fb0, 0x1fb1, 1, 8},
    Letters{0x1fbe, 0x1fbe, 1, -7205},
    Letters{0x1fd0, 0x1fd1, 1, 8},
    Letters{0x1fe0, 0x1fe1, 1, 8},
    Letters{0x1fe5, 0x1fe5, 1, 7},
    Letters{0x214e, 0x214e, 1, -28},
    Letters{0x2170, 0x217f, 1, -16},
    Letters{0x2184, 0x2184, 1, -1},
    Letters{0x24d0, 0x24e9, 1, -26},
    Letters{0x2c30, 0x2c5f, 1, -48},
    Letters{0x2c61, 0x2c61, 1, -1},
    Letters{0x2c65, 0x2c65, 1, -10795},
    Letters{0x2c66, 0x2c66, 1, -10792},
    Letters{0x2c68, 0x2c6c, 2, -1},
    Letters{0x2c73, 0x2c73, 1, -1},
    Letters{0x2c76, 0x2c76, 1, -1},
    Letters{0x2c81, 0x2ce3, 2, -1},
    Letters{0x2cec, 0x2cee, 2, -1},
    Letters{0x2cf3, 0x2cf3, 1, -1},
    Letters{0x2d00, 0x2d25, 1, -7264},
    Letters{0x2d27, 0x2d27, 1, -7264},
    Letters{0x2d2d, 0x2d2d, 1, -7264},
    Letters{0xa641, 0xa66d, 2, -1},
    Letters{0xa681, 0xa69b, 2, -1},
    Letters{0xa723, 0xa72f, 2, -1},
    Letters{0xa733, 0xa76f, 2, -1},
    Letters{0xa77a, 0xa77c, 2, -1},
    Letters{0xa77f, 0xa787, 2, -1},
    Letters{0xa78c, 0xa78c, 1, -1},
    Letters{0xa791, 0xa793, 2, -1},
    Letters{0xa794, 0xa794, 1, 48},
    Letters{0xa797, 0xa7a9, 2, -1},
    Letters{0xa7b5, 0xa7c3, 2, -1},
    Letters{0xa7c8, 0xa7ca, 2, -1},
    Letters{0xa7d1, 0xa7d1, 1, -1},
    Letters{0xa7d7, 0xa7d9, 2, -1},
    Letters{0xa7f6, 0xa7f6, 1, -1},
    Letters{0xab53, 0xab53, 1, -928},
    Letters{0xab70, 0xabbf, 1, -38864},
    Letters{0xff41, 0xff5a, 1, -32},
};
// clang-format on

constexpr char32_t kPlain = 0x80;

bool is_small(char32_t letter) {
  return letter >= U'a' && letter <= U'z';
}

char32_t capital_of(char32_t letter) {
  if (letter < kPlain) return is_small(letter) ? letter - U'a' + U'A' : letter;
  const auto* found = std::ranges::upper_bound(kLetters, letter, {}, &Letters::first);
  if (found == kLetters.begin()) return letter;
  const Letters& letters = *std::prev(found);
  if (letter > letters.last || (letter - letters.first) % letters.step != 0) return letter;
  return static_cast<char32_t>(static_cast<std::int32_t>(letter) + letters.offset);
}

// In the other case, of ASCII letters.
std::string turned(std::string_view name) {
  std::string other(name);
  for (char& c : other) {
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>(c - 'a' + 'A');
    else if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  }
  return other;
}

}  // namespace

bool ignores_case(const Dir& directory, std::string_view name) {
  const std::string other = turned(name);
  if (other == name) return false;
  const auto as_other = directory.stat(other);
  if (!as_other) return false;
  const auto as_is = directory.stat(name);
  return as_is && is_same_file(*as_is, *as_other);
}

std::string without_case(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    const auto letter = take_code_point(text);
    if (letter) {
      append_utf8(folded, capital_of(*letter));
    } else {
      folded.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return folded;
}

}  // namespace smartsync::fs
