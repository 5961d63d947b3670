#include "cli/option_values.h"

#include <catch2/catch.hpp>

#include "cli/request.h"
#include "engine/fs/process.h"

using namespace smartsync;
using namespace smartsync::cli;

TEST_CASE("whole numbers") {
  CHECK(integer_value("x", "42", 0, 100) == 42);
  CHECK(integer_value("x", "-1", -1, 100) == -1);
  CHECK(integer_value("x", "0x10", 0, 100) == 16);
  CHECK_THROWS_WITH(integer_value("max-delete", "x", 0, 9),
                    "--max-delete=x: invalid numeric value");
  CHECK(integer_value("n", "", 0, 9) == 0);
  CHECK_THROWS_WITH(integer_value("n", "10", 0, 9), "--n=10: number too large or too small");
  CHECK_THROWS_WITH(integer_value("n", "99999999999999999999", 0, 9),
                    "--n=99999999999999999999: number too large or too small");
}

TEST_CASE("sizes and rates") {
  CHECK(size_value("max-size", "1.5k") == 1536);
  CHECK_THROWS_AS(size_value("max-size", "1x"), UsageError);
  CHECK(rate_value("bwlimit", "100") == 102400);
  CHECK(rate_value("bwlimit", "0") == 0);
  CHECK_THROWS_AS(rate_value("bwlimit", "0.1"), UsageError);
  CHECK_NOTHROW(check_allocation_limit("0"));
  CHECK_NOTHROW(check_allocation_limit("1m"));
  CHECK_THROWS_WITH(check_allocation_limit("1000"),
                    "--max-alloc=1000 is too small (min: 1.00M or 0 for unlimited)");
}

TEST_CASE("moments to stop at") {
  CHECK(minutes_from_now("2") >= fs::now().seconds + 119);
  CHECK_THROWS_AS(minutes_from_now("0"), UsageError);
  CHECK(time_value("99-12-31") > fs::now().seconds);
  CHECK_THROWS_AS(time_value("2000-12-31"), UsageError);
  CHECK_THROWS_AS(time_value("25:00"), UsageError);
}

TEST_CASE("names of checksums and of compression") {
  CHECK(checksum_value("auto,xxh64").transfer == hash::Kind::md5);
  CHECK(checksum_value("MD4").transfer == hash::Kind::md4);
  CHECK(checksum_value("md5,xxhash").whole_file == hash::Kind::xxh64);
  CHECK_THROWS_WITH(checksum_value("md5,crc"), "unknown checksum name: crc");
  CHECK(compression_value("ZlibX") == "zlibx");
  CHECK(compression_value("auto") == "auto");
  CHECK_THROWS_AS(compression_value("rar"), UsageError);
}

TEST_CASE("--chmod is read at once") {
  CHECK_NOTHROW(check_chmod("Dg+s,ug+w,Fo-w,+X"));
  CHECK_THROWS_AS(check_chmod("xyz"), UsageError);
}
