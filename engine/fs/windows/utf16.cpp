#include "engine/fs/windows/utf16.h"

#include "engine/fs/utf8.h"

namespace smartsync::fs {
namespace {

using CodePoint = char32_t;

bool is_high_surrogate(CodePoint unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low_surrogate(CodePoint unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
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
