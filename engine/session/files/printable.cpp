#include "engine/session/files/printable.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/fs/utf8.h"

namespace smartsync::session {
namespace {

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
    const std::string_view before = text;
    const auto character = fs::take_character(text);
    if (!character) {
      result += "\\x" + hex(static_cast<unsigned char>(text[0]), 2);
      text.remove_prefix(1);
    } else if (*character == '\\') {
      result += "\\\\";
    } else if (!shows(*character)) {
      result += "\\u" + hex(*character, *character > 0xffff ? 6 : 4);
    } else {
      result.append(before.substr(0, before.size() - text.size()));
    }
  }
  return result;
}

}  // namespace smartsync::session
