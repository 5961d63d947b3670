// Character sets that file names may be written in.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace smartsync::fs {

// What becomes of bytes that are no text in the one set, or have no equivalent in the other.
enum class Unconvertible {
  refuse,  // an error
  keep     // they stay as they are: for messages
};

class CharsetConversion;

// A character set and the way from it to UTF-8 and back. May be used by several threads.
class Charset {
 public:
  // `name` as iconv(1) lists it ("UTF-8", "latin1"), "" is the locale's. Throws smartsync::Error if
  // neither this program nor the system knows such a set.
  explicit Charset(std::string name);
  ~Charset();
  Charset(Charset&&) noexcept;
  Charset& operator=(Charset&&) = delete;

  // With the locale's name in the place of "".
  const std::string& name() const { return name_; }

  // Both throw smartsync::Error, without a path, if `text` is not to be kept.
  std::string to_utf8(std::string_view text, Unconvertible rest = Unconvertible::refuse) const;
  std::string from_utf8(std::string_view text, Unconvertible rest = Unconvertible::refuse) const;

 private:
  std::string name_;
  std::unique_ptr<const CharsetConversion> conversion_;
};

}  // namespace smartsync::fs
