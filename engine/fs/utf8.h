// UTF-8, one character at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace smartsync::fs {

// These take a surrogate for a character, as its three bytes (WTF-8).
void append_utf8(std::string& text, char32_t character);
// Takes one character off `text`; nullopt if its first bytes are none.
std::optional<char32_t> take_code_point(std::string_view& text);
// Takes one character off `text` as Unicode defines UTF-8 (its table 3-7): a surrogate is none.
std::optional<char32_t> take_character(std::string_view& text);

}  // namespace smartsync::fs
