#include "cli/escape.h"

#include <catch2/catch.hpp>

using namespace smartsync::cli;

TEST_CASE("control bytes are escaped, tabs are not") {
  CHECK(escape("a\nb\tc", HighBytes::utf8) == "a\\#012b\tc");
  CHECK(escape("a\x1b[2J", HighBytes::all) == "a\\#033[2J");
}

TEST_CASE("a backslash is escaped only where it would look like an escape") {
  CHECK(escape("a\\b", HighBytes::utf8) == "a\\b");
  CHECK(escape("\\#12", HighBytes::utf8) == "\\#12");
  CHECK(escape("\\#012", HighBytes::utf8) == "\\#134#012");
  CHECK(escape("\\#1x2", HighBytes::utf8) == "\\#1x2");
}

TEST_CASE("bytes above 127") {
  const std::string valid = "\xc3\xa9\xf0\x9f\x98\x80";
  CHECK(escape(valid, HighBytes::utf8) == valid);
  CHECK(escape("\xc3\xa9", HighBytes::escaped) == "\\#303\\#251");
  CHECK(escape("\xff\xc3", HighBytes::all) == "\xff\xc3");
  // Truncated, lone, overlong, a surrogate, beyond the last code point.
  CHECK(escape("x\xc3", HighBytes::utf8) == "x\\#303");
  CHECK(escape("\xa9", HighBytes::utf8) == "\\#251");
  CHECK(escape("\xe0\x80\x80", HighBytes::utf8) == "\\#340\\#200\\#200");
  CHECK(escape("\xed\xa0\x80", HighBytes::utf8) == "\\#355\\#240\\#200");
  CHECK(escape("\xf4\x90\x80\x80", HighBytes::utf8) == "\\#364\\#220\\#200\\#200");
}
