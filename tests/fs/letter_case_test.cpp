#include "engine/fs/letter_case.h"

#include <catch2/catch.hpp>

#include "tests/fs/scratch.h"

using namespace smartsync;
using test::Scratch;
using test::write_file;

TEST_CASE("names without their case are equal letter by letter") {
  struct Row {
    const char* one;
    const char* other;
    bool equal;
  };
  const auto row = GENERATE(values<Row>({
      {"Report.csv", "rEPORT.CSV", true},
      {"a/B", "A/b", true},
      {"a_b", "a-b", false},
      {"[", "{", false},
      {"@", "`", false},
      {"M\xc3\xb6hre", "m\xc3\x96HRE", true},  // ö, Ö
      {"stra\xc3\x9f"
       "e",
       "strasse", false},                                              // one letter is not two
      {"\xc3\xbf", "\xc5\xb8", true},                                  // ÿ, Ÿ
      {"\xc4\x83", "\xc4\x82", true},                                  // every second letter
      {"\xce\xb1\xce\xb2\xcf\x82", "\xce\x91\xce\x92\xce\xa3", true},  // Greek
      {"\xd0\xb6", "\xd0\x96", true},                                  // Cyrillic
      {"\xef\xbd\x81", "\xef\xbc\xa1", true},                          // wide letters
      {"\xff"
       "a",
       "\xff"
       "A",
       true},  // what is no UTF-8
      {"\xff", "\xfe", false},
      {"\xe4\xbd\xa0", "\xe4\xbd\xa1", false},
  }));
  INFO(row.one << " and " << row.other);
  CHECK((fs::without_case(row.one) == fs::without_case(row.other)) == row.equal);
  CHECK(fs::without_case(fs::without_case(row.one)) == fs::without_case(row.one));
}

TEST_CASE("whether case is ignored shows at a name in other case") {
  const Scratch scratch;
  write_file(scratch.dir(), "Name", "1");
  write_file(scratch.dir(), "123", "1");
  CHECK(fs::ignores_case(scratch.dir(), "Name") == scratch.dir().stat("nAME").has_value());
  CHECK_FALSE(fs::ignores_case(scratch.dir(), "123"));
  CHECK_FALSE(fs::ignores_case(scratch.dir(), "nothing"));
#ifdef _WIN32
  CHECK(fs::ignores_case(scratch.dir(), "Name"));
#else
  if (scratch.dir().stat("nAME")) return;
  write_file(scratch.dir(), "nAME", "1");
  CHECK_FALSE(fs::ignores_case(scratch.dir(), "Name"));
#endif
}
