#include "engine/fs/windows/utf16.h"

#include <cstdint>

namespace smartsync::fs {
namespace {

using CodePoint = std::uint32_t;

bool is_high_surrogate(CodePoint unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(CodePoint unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

void append_utf8(std::string& text, CodePoint point) {
  const auto put = [&](CodePoint byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

// Takes one code point off `text`; nullopt if its first bytes are not UTF-8.
std::optional<CodePoint> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const CodePoint first = byte(0);
  const std::size_t length = first < 0x80                     ? 1
                             : first >= 0xC2 && first <= 0xDF ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  CodePoint point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80) return std::nullopt;
    point = point << 6 | (byte(at) & 0x3FU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (overlong || point > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return point;
}

}  // namespace

std::string to_utf8(std::wstring_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    CodePoint point = text[at];
    if (is_high_surrogate(point) && at + 1 < text.size() && is_low_surrogate(text[at + 1])) {
      point = 0x10000 + ((point - 0xD800) << 10) + (text[at + 1] - 0xDC00U);
      ++at;
    }
    append_utf8(result, point);
  }
  return result;
}

std::optional<std::wstring> to_utf16(std::string_view text) {
  std::wstring result;
  result.reserve(text.size());
  bool after_lone_high = false;
  while (!text.empty()) {
    const std::optional<CodePoint> point = take_code_point(text);
    if (!point) return std::nullopt;
    // A pair written as two halves would come back as something else.
    if (after_lone_high && is_low_surrogate(*point)) return std::nullopt;
    after_lone_high = is_high_surrogate(*point);
    if (*point < 0x10000) {
      result += static_cast<wchar_t>(*point);
    } else {
      result += static_cast<wchar_t>(0xD800 + ((*point - 0x10000) >> 10));
      result += static_cast<wchar_t>(0xDC00 + ((*point - 0x10000) & 0x3FF));
    }
  }
  return result;
}

}  // namespace smartsync::fs
