#include "engine/fs/charset.h"

#include <catch2/catch.hpp>

#include "engine/fs/charset_conversion.h"
#include "engine/fs/code_page.h"
#include "engine/fs/error.h"

using namespace smartsync;
using fs::Charset;

TEST_CASE("text goes from one character set to another and back") {
  const Charset latin("latin1");
  const Charset russian("koi8-r");
  CHECK(latin.to_utf8("caf\xe9") == "caf\u00e9");
  CHECK(latin.from_utf8("caf\u00e9") == "caf\xe9");
  CHECK(russian.to_utf8("\xc0") == "\u044e");
  CHECK(latin.to_utf8("").empty());
  const std::string much(3000, '\xfc');
  CHECK(latin.from_utf8(latin.to_utf8(much)) == much);
}

TEST_CASE("characters that a set does not have, and bytes that are none of its text, are refused") {
  const Charset latin("latin1");
  const Charset utf8("utf8");
  CHECK_THROWS_WITH(latin.from_utf8("snow\u2603"), "latin1 has not all of its characters");
  CHECK_THROWS_WITH(utf8.to_utf8("a\xff"), "it is no text in utf8");
  CHECK_THROWS_AS(utf8.to_utf8("cut\xe2\x98"), Error);
  CHECK(utf8.to_utf8("\u2603") == "\u2603");
}

TEST_CASE("sets of one byte a character are known by any spelling of their names") {
  for (const char* name : {"latin1", "ISO-8859-1", "iso88591", "ISO_8859-1", "LATIN-1"})
    CHECK(Charset(name).to_utf8("\xa0\x85\xff") == "\u00a0\u0085\u00ff");
  for (const char* name : {"cp1252", "windows-1252", "CP-1252"}) {
    CHECK(Charset(name).to_utf8("\x80") == "\u20ac");
    CHECK_THROWS_AS(Charset(name).to_utf8("\x81"), Error);
  }
  CHECK(Charset("latin9").from_utf8("\u20ac") == "\xa4");
  CHECK(Charset("latin10").from_utf8("\u021a") == "\xde");
  CHECK(Charset("ibm850").from_utf8("\u00fc") == "\x81");
  CHECK(Charset("koi8-u").to_utf8("\xa4") == "\u0454");
  CHECK_THROWS_AS(Charset("latin1").from_utf8("\U0001f600"), Error);
  CHECK_THROWS_AS(Charset("latin1").from_utf8("cut\xc3"), Error);
}

#ifndef _WIN32
TEST_CASE("a message keeps what cannot be converted in it") {
  const Charset latin("latin1");
  CHECK(latin.from_utf8("\u2603\u00e9", fs::Unconvertible::keep) == "\u2603\xe9");
  CHECK(Charset("utf8").to_utf8("\xff\u00e9", fs::Unconvertible::keep) == "\xff\u00e9");
}

TEST_CASE("a set with states ends in the one it starts in") {
  CHECK(Charset("iso-2022-jp").from_utf8("\u672c") == "\x1b$BK\\\x1b(B");
}
#endif

TEST_CASE("a set that the system does not know is an error, and the locale has one") {
  CHECK_THROWS_WITH(Charset("bogus"),
                    "this system cannot convert the character set \"bogus\" (--iconv)");
  CHECK_THROWS_AS(Charset("-"), Error);
  CHECK_THROWS_AS(Charset("latin1,utf8"), Error);
  CHECK_FALSE(Charset("").name().empty());
  CHECK(Charset("").to_utf8("plain") == "plain");
}

#ifndef _WIN32
// This machine's glibc has been asked for the tables.
TEST_CASE("this program's sets are the system's") {
  for (const char* name :
       {"iso8859-2", "iso8859-6", "iso8859-16", "cp1250", "cp1253", "cp437", "cp866", "koi8-r"}) {
    const auto ours = fs::code_page(name);
    const auto theirs = fs::system_conversion(name);
    REQUIRE((ours && theirs));
    for (int byte = 0; byte < 256; ++byte) {
      INFO(name << " " << byte);
      const std::string text(1, static_cast<char>(byte));
      const auto character = theirs->to_utf8(text, fs::Unconvertible::refuse);
      CHECK(ours->to_utf8(text, fs::Unconvertible::refuse) == character);
      if (character)
        CHECK(ours->from_utf8(*character, fs::Unconvertible::refuse) ==
              theirs->from_utf8(*character, fs::Unconvertible::refuse));
    }
  }
}
#endif
