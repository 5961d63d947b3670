#include "cli/escape.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "engine/fs/process.h"
#include "engine/fs/utf8.h"

namespace smartsync::cli {
namespace {

void append_octal(std::string& result, unsigned char byte) {
  result += "\\#";
  for (int shift = 6; shift >= 0; shift -= 3) {
    result += static_cast<char>('0' + ((byte >> shift) & 7));
  }
}

bool looks_like_escape(std::string_view text) {
  return text.size() >= 5 && text[0] == '\\' && text[1] == '#' &&
         std::all_of(text.begin() + 2, text.begin() + 5,
                     [](char c) { return c >= '0' && c <= '9'; });
}

// Length of the UTF-8 sequence at the start of `text`, else 0.
std::size_t utf8_sequence(std::string_view text) {
  std::string_view after = text;
  return fs::take_character(after) ? text.size() - after.size() : 0;
}

}  // namespace

HighBytes high_bytes_of_locale() {
#ifdef _WIN32
  return HighBytes::utf8;
#else
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::optional<std::string> locale = fs::environment(variable);
    if (!locale || locale->empty()) continue;
    for (char& c : *locale) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool utf8 =
        locale->find("utf-8") != std::string::npos || locale->find("utf8") != std::string::npos;
    return utf8 ? HighBytes::utf8 : HighBytes::escaped;
  }
  return HighBytes::escaped;
#endif
}

std::string escape(std::string_view text, HighBytes high_bytes) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    std::size_t plain = 0;
    if (byte >= 0x80) {
      if (high_bytes == HighBytes::all)
        plain = 1;
      else if (high_bytes == HighBytes::utf8)
        plain = utf8_sequence(text.substr(i));
    } else if (byte == '\\') {
      plain = looks_like_escape(text.substr(i)) ? 0 : 1;
    } else if (byte >= 0x20 || byte == '\t') {
      plain = 1;
    }
    if (plain == 0) append_octal(result, static_cast<unsigned char>(text[i++]));
    result.append(text.substr(i, plain));
    i += plain;
  }
  return result;
}

}  // namespace smartsync::cli
