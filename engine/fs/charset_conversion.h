// What stands behind a Charset.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fs/charset.h"

namespace smartsync::fs {

// The way from one character set to UTF-8 and back. May be used by several threads.
class CharsetConversion {
 public:
  CharsetConversion() = default;
  virtual ~CharsetConversion() = default;
  CharsetConversion(const CharsetConversion&) = delete;
  CharsetConversion& operator=(const CharsetConversion&) = delete;

  // nullopt if there is something that is not to be kept.
  virtual std::optional<std::string> to_utf8(std::string_view text, Unconvertible rest) const = 0;
  virtual std::optional<std::string> from_utf8(std::string_view text, Unconvertible rest) const = 0;
};

// The system's (posix/charset.cpp, windows/charset.cpp); null if it knows no such set.
std::unique_ptr<CharsetConversion> system_conversion(const std::string& name);
std::string locale_charset();

}  // namespace smartsync::fs
