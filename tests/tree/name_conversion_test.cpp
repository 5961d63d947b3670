#include "engine/tree/name_conversion.h"

#include <catch2/catch.hpp>

#include "engine/fs/error.h"

using namespace smartsync;

namespace {

tree::NameConversion to_latin(bool links = true) {
  return {fs::Charset("utf8"), fs::Charset("latin1"), links};
}

}  // namespace

TEST_CASE("a name and a symlink's target are written as the destination writes them") {
  const tree::NameConversion names = to_latin();
  CHECK(names.name_at_destination("caf\u00e9", "d/caf\u00e9") == "caf\xe9");
  CHECK(names.target_at_destination("../\u00fc/x", "l") == "../\xfc/x");
  CHECK(names.shown("old/\xfc") == "old/\u00fc");
  CHECK(to_latin(false).target_at_destination("\xff", "l") == "\xff");
}

TEST_CASE("what cannot be converted is told with the path") {
  const tree::NameConversion names = to_latin();
  CHECK_THROWS_WITH(names.check_name("a\xff", "d/a\xff"),
                    "cannot convert the name \"d/a\xff\": it is no text in utf8");
  CHECK_THROWS_WITH(names.name_at_destination("\u2603", "d/\u2603"),
                    "cannot convert the name \"d/\u2603\": latin1 has not all of its characters");
  CHECK_THROWS_WITH(names.check_target("\xff", "d/l"),
                    "cannot convert the target of the symlink \"d/l\": it is no text in utf8");
  CHECK_NOTHROW(names.check_name("\u2603", "x"));
  CHECK_NOTHROW(to_latin(false).check_target("\xff", "d/l"));
}

#ifndef _WIN32  // which has no such code page
TEST_CASE("a name that would be none, or a path, is refused") {
  const tree::NameConversion names(fs::Charset("utf8"), fs::Charset("utf-16le"), true);
  CHECK_THROWS_AS(names.name_at_destination("a", "a"), Error);       // has a byte 0
  CHECK_THROWS_AS(names.name_at_destination("\u2f2e", "x"), Error);  // is "./"
  CHECK(names.name_at_destination("\u6161", "x") == "aa");
}
#endif
