#include "engine/tree/wildmatch.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

namespace smartsync::tree {
namespace {

bool match(std::string_view pattern, std::string_view text) {
  return Wildcard(pattern).matches(text);
}

// The same language by plain recursion, as slow as it likes: a twin for random patterns.
bool slow_match(std::string_view p, std::string_view t) {
  if (p.empty()) return t.empty();
  if (p.starts_with("**")) {
    while (p.starts_with('*')) p.remove_prefix(1);
    for (std::size_t i = 0; i <= t.size(); ++i)
      if (slow_match(p, t.substr(i))) return true;
    return false;
  }
  if (p[0] == '*') {
    for (std::size_t i = 0; i <= t.size(); ++i) {
      if (slow_match(p.substr(1), t.substr(i))) return true;
      if (i < t.size() && t[i] == '/') break;
    }
    return false;
  }
  if (t.empty() || (p[0] == '?' ? t[0] == '/' : t[0] != p[0])) return false;
  return slow_match(p.substr(1), t.substr(1));
}

}  // namespace

TEST_CASE("stars and question marks", "[wildmatch]") {
  CHECK(match("*", "anything"));
  CHECK(match("*", ""));
  CHECK_FALSE(match("*", "a/b"));
  CHECK(match("**", "a/b"));
  CHECK(match("***", "a/b"));
  CHECK(match("*.o", "main.o"));
  CHECK_FALSE(match("*.o", "main.oo"));
  CHECK(match("a?c", "abc"));
  CHECK_FALSE(match("a?c", "a/c"));
  CHECK_FALSE(match("a?c", "ac"));
  CHECK(match("d/*", "d/f"));
  CHECK_FALSE(match("d/*", "d/e/f"));
  CHECK(match("d**f", "dxf"));
  CHECK(match("d**f", "d/x/f"));
  CHECK(match("x/**/foo", "x/y/foo"));
  CHECK_FALSE(match("x/**/foo", "x/foo"));
  CHECK(match("*a*b", "xaxab"));
  CHECK_FALSE(match("ab*ba", "aba"));
  CHECK(match("\xc3*\xa9", "\xc3\xa9"));
}

TEST_CASE("sets", "[wildmatch]") {
  CHECK(match("[]a]", "]"));
  CHECK(match("[!a]", "b"));
  CHECK_FALSE(match("[!a]", "a"));
  CHECK(match("[^a]", "!"));
  CHECK(match("[!!]", "^"));
  CHECK_FALSE(match("[!]]", "]"));
  CHECK_FALSE(match("[^]a]", "a"));
  CHECK(match("[a-]", "-"));
  CHECK(match("[-a]", "-"));
  CHECK(match("[a\\]b]", "]"));
  CHECK_FALSE(match("[a\\]b]", "\\"));
  CHECK(match("[\\a-c]", "b"));
  CHECK(match("[a-\\c]", "b"));
  CHECK(match("[a-c-e]", "-"));
  CHECK_FALSE(match("[a-c-e]", "d"));
  CHECK_FALSE(match("[z-a]", "b"));
  CHECK(match("[\x80-\xff]", "\xe9"));
  CHECK_FALSE(match("[a]", ""));
}

TEST_CASE("a set never matches a slash", "[wildmatch]") {
  CHECK_FALSE(match("d[^x]f", "d/f"));
  CHECK_FALSE(match("d[/]f", "d/f"));
  CHECK_FALSE(match("d[.-0]f", "d/f"));
}

TEST_CASE("POSIX classes", "[wildmatch]") {
  CHECK(match("[[:alpha:]]", "a"));
  CHECK_FALSE(match("[[:alpha:]]", "1"));
  CHECK(match("[[:digit:][:space:]]", " "));
  CHECK(match("[![:upper:]]", "a"));
  CHECK(match("[[:xdigit:]]", "F"));
  CHECK(match("[[:punct:]]", "~"));
  CHECK(match("[[:cntrl:]]", "\x7f"));
  CHECK_FALSE(match("[[:alnum:]]", "\xe9"));
  CHECK_FALSE(match("[[:foo:]]", "f"));
  CHECK(match("[[:alpha]", "a"));  // no class: one of "[:alph"
  CHECK(match("[[:alpha]", ":"));
  CHECK(match("[[a]]", "a]"));
}

TEST_CASE("malformed patterns match nothing", "[wildmatch]") {
  for (const char* pattern : {"[", "[a", "[]", "[!]", "[[:alpha:", "*[a", "a*\\", "[a\\"}) {
    CAPTURE(pattern);
    CHECK_FALSE(match(pattern, "a"));
    CHECK_FALSE(match(pattern, pattern));
  }
}

TEST_CASE("a backslash escapes", "[wildmatch]") {
  CHECK(match("a\\*", "a*"));
  CHECK_FALSE(match("a\\*", "ab"));
  CHECK(match("a\\\\b*", "a\\b"));
  CHECK(match("\\a*", "ab"));
  CHECK(match("\\[a*", "[ab"));
}

TEST_CASE("random patterns agree with plain recursion", "[wildmatch]") {
  unsigned state = 20240607;
  const auto random = [&state](unsigned below) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % below;
  };
  int matched = 0;
  for (int round = 0; round < 50000; ++round) {
    std::string pattern;
    std::string text;
    for (unsigned n = random(8); n-- > 0;) pattern += "ab/?**"[random(6)];
    for (unsigned n = random(10); n-- > 0;) text += "ab/"[random(3)];
    CAPTURE(pattern, text);
    const bool expected = slow_match(pattern, text);
    matched += expected ? 1 : 0;
    REQUIRE(match(pattern, text) == expected);
  }
  CHECK(matched > 1000);
}

TEST_CASE("a hostile pattern costs no more than its length times the text's", "[wildmatch]") {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += i % 2 != 0 ? "a**" : "a*";
  const std::string text(4000, 'a');
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(match(pattern + "b*c", text + "c"));
  CHECK(match(pattern + "c", text + "c"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

}  // namespace smartsync::tree
