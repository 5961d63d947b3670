#include "engine/fs/charset.h"

#include <utility>

#include "engine/fs/charset_conversion.h"
#include "engine/fs/code_page.h"
#include "engine/fs/error.h"

namespace smartsync::fs {

Charset::Charset(std::string name)
    : name_(name.empty() ? locale_charset() : std::move(name)), conversion_(code_page(name_)) {
  if (!conversion_) conversion_ = system_conversion(name_);
  if (!conversion_)
    throw Error("this system cannot convert the character set \"" + name_ + "\" (--iconv)");
}

Charset::~Charset() = default;
Charset::Charset(Charset&&) noexcept = default;

std::string Charset::to_utf8(std::string_view text, Unconvertible rest) const {
  if (auto result = conversion_->to_utf8(text, rest)) return *std::move(result);
  throw Error("it is no text in " + name_);
}

std::string Charset::from_utf8(std::string_view text, Unconvertible rest) const {
  if (auto result = conversion_->from_utf8(text, rest)) return *std::move(result);
  throw Error(name_ + " has not all of its characters");
}

}  // namespace smartsync::fs
