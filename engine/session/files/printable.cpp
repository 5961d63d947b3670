#include "engine/session/files/printable.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace smartsync::session {
namespace {

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  // in bytes; 0: no UTF-8
};

// The well-formed sequence at the start of a text that is not empty (Unicode, table 3-7).
Character decode(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    code = code << 6U | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < kLeast[size] || code > 0x10ffff || surrogate) return {};
  return {code, size};
}

bool shows(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  // C0, C1 with DEL, soft hyphen, Arabic letter mark, zero width and direction, line and paragraph
  // ends and embedding, invisible operators and isolates, byte order mark, interlinear, tags.
  constexpr std::array<Range, 10> kHidden{{{0, 0x1f},
                                           {0x7f, 0x9f},
                                           {0xad, 0xad},
                                           {0x61c, 0x61c},
                                           {0x200b, 0x200f},
                                           {0x2028, 0x202e},
                                           {0x2060, 0x206f},
                                           {0xfeff, 0xfeff},
                                           {0xfff9, 0xfffb},
                                           {0xe0000, 0xe007f}}};
  return std::ranges::none_of(
      kHidden, [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::string hex(std::uint32_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i > 0 && value != 0; --i, value >>= 4U)
    text[i - 1] = "0123456789abcdef"[value & 0xfU];
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Character character = decode(text);
    const std::size_t size = std::max<std::size_t>(character.size, 1);
    if (character.size == 0) {
      result += "\\x" + hex(static_cast<unsigned char>(text[0]), 2);
    } else if (character.code == '\\') {
      result += "\\\\";
    } else if (!shows(character.code)) {
      result += "\\u" + hex(character.code, character.code > 0xffff ? 6 : 4);
    } else {
      result.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return result;
}

}  // namespace smartsync::session
