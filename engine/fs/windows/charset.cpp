// Character sets as Windows knows them.
#include <windows.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/fs/charset_conversion.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

struct Known {
  std::string_view name;  // without case, '-' and '_'
  UINT page;
};

// Those that are no code page of this program's own, by their numbers: "Code Page Identifiers" in
// Microsoft's Win32 documentation.
constexpr std::array kKnown{Known{"utf8", CP_UTF8},  Known{"ascii", 20127}, Known{"usascii", 20127},
                            Known{"shiftjis", 932},  Known{"sjis", 932},    Known{"gbk", 936},
                            Known{"gb18030", 54936}, Known{"big5", 950},    Known{"eucjp", 20932},
                            Known{"euckr", 51949}};

std::optional<UINT> page_of(const std::string& typed) {
  std::string name;
  for (const char c : typed) {
    if (c == '-' || c == '_') continue;
    name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const auto known = std::ranges::find(kKnown, std::string_view(name), &Known::name);
  if (known != kKnown.end()) return known->page;
  if (!name.starts_with("cp")) return std::nullopt;
  UINT page = 0;
  const char* last = name.data() + name.size();
  const auto [end, failed] = std::from_chars(name.data() + 2, last, page);
  if (failed != std::errc() || end != last) return std::nullopt;
  return page;
}

// These tell of no character that they lack, and take no flags.
bool is_unchecked(UINT page) {
  return page == CP_UTF7 || (page >= 50220 && page <= 50229) || page == 52936 ||
         (page >= 57002 && page <= 57011);
}

std::optional<std::wstring> widen(UINT page, std::string_view text) {
  if (page == CP_UTF8) return to_utf16(text);
  std::wstring wide(text.size(), L'\0');
  const int length =
      MultiByteToWideChar(page, MB_ERR_INVALID_CHARS, text.data(), static_cast<int>(text.size()),
                          wide.data(), static_cast<int>(wide.size()));
  if (length == 0 && !text.empty()) return std::nullopt;
  wide.resize(static_cast<std::size_t>(length));
  return wide;
}

std::optional<std::string> narrow(UINT page, const std::wstring& wide) {
  if (page == CP_UTF8) return to_utf8(wide);
  const bool reports = page != 54936;  // GB18030 has every character
  BOOL lacking = FALSE;
  std::string text(wide.size() * 4, '\0');
  const int length = WideCharToMultiByte(
      page, reports ? WC_NO_BEST_FIT_CHARS : 0, wide.data(), static_cast<int>(wide.size()),
      text.data(), static_cast<int>(text.size()), nullptr, reports ? &lacking : nullptr);
  if ((length == 0 && !wide.empty()) || lacking != FALSE) return std::nullopt;
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> convert(UINT from, UINT to, std::string_view text) {
  const auto wide = widen(from, text);
  return wide ? narrow(to, *wide) : std::nullopt;
}

class SystemPage final : public CharsetConversion {
 public:
  explicit SystemPage(UINT page) : page_(page) {}

  std::optional<std::string> to_utf8(std::string_view text, Unconvertible rest) const override {
    return converted(page_, CP_UTF8, text, rest);
  }
  std::optional<std::string> from_utf8(std::string_view text, Unconvertible rest) const override {
    return converted(CP_UTF8, page_, text, rest);
  }

 private:
  static std::optional<std::string> converted(UINT from, UINT to, std::string_view text,
                                              Unconvertible rest) {
    auto result = convert(from, to, text);
    if (!result && rest == Unconvertible::keep) return std::string(text);
    return result;
  }

  UINT page_;
};

}  // namespace

std::unique_ptr<CharsetConversion> system_conversion(const std::string& name) {
  const auto page = page_of(name);
  if (!page || is_unchecked(*page) || IsValidCodePage(*page) == FALSE) return nullptr;
  return std::make_unique<SystemPage>(*page);
}

// The program's own names are UTF-8 whatever the locale is.
std::string locale_charset() {
  return "UTF-8";
}

}  // namespace smartsync::fs
