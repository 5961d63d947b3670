#include "engine/session/files/printable.h"

#include <catch2/catch.hpp>

using smartsync::session::printable;

TEST_CASE("text that can be read stays as it is", "[session][printable]") {
  for (const char* text : {"", "Anna Müller", "检验室 3", "a \"b\" 'c'", "💡"})
    CHECK(printable(text) == text);
}

TEST_CASE("what would not show as itself is spelt out", "[session][printable]") {
  CHECK(printable("a\nb\x1b[31m") == "a\\u000ab\\u001b[31m");
  CHECK(printable(std::string_view("\0", 1)) == "\\u0000");
  CHECK(printable("\x7f\xc2\x9b") == "\\u007f\\u009b");
  CHECK(printable("evil\xe2\x80\xaetxt.exe") == "evil\\u202etxt.exe");
  CHECK(printable("\xe2\x81\xa6x\xef\xbb\xbf") == "\\u2066x\\ufeff");
  CHECK(printable("\xf3\xa0\x81\x81") == "\\u0e0041");
  CHECK(printable("a\\u000a") == "a\\\\u000a");
}

TEST_CASE("bytes that are no UTF-8 are spelt out", "[session][printable]") {
  CHECK(printable("\xff") == "\\xff");
  CHECK(printable("\xc3") == "\\xc3");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");  // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}
