#include "engine/sync/size_argument.h"

#include <array>
#include <catch2/catch.hpp>
#include <ctime>

#include "engine/fs/error.h"

namespace smartsync::sync {
namespace {

std::string size_failure(const char* text, const SizeLimits& limits = {}) {
  try {
    parse_size(text, "max-size", limits);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

std::int64_t local(int year, int month, int day, int hour, int minute, int second = 0) {
  std::tm fields{};
  fields.tm_year = year - 1900;
  fields.tm_mon = month - 1;
  fields.tm_mday = day;
  fields.tm_hour = hour;
  fields.tm_min = minute;
  fields.tm_sec = second;
  fields.tm_isdst = -1;
  return std::mktime(&fields);
}

// A Tuesday afternoon.
std::string stop_at(const char* text) {
  const auto seconds =
      static_cast<std::time_t>(parse_stop_at(text, local(2026, 3, 10, 15, 30, 20)));
  std::array<char, 32> shown{};
  std::strftime(shown.data(), shown.size(), "%Y-%m-%dT%H:%M:%S", std::localtime(&seconds));
  return shown.data();
}

}  // namespace

TEST_CASE("sizes mean what they mean to rsync", "[size_argument]") {
  const auto size = [](const char* text) { return parse_size(text, "max-size"); };
  CHECK(size("0") == 0);
  CHECK(size("10") == 10);
  CHECK(size("10K") == 10240);
  CHECK(size("10kb") == 10000);
  CHECK(size("10KiB") == 10240);
  CHECK(size("2GiB") == 2147483648);
  CHECK(size("2g+1") == 2147483649);
  CHECK(size("1.5mb-1") == 1499999);
  CHECK(size("1t") == std::int64_t{1} << 40);
  CHECK(size("1p") == std::int64_t{1} << 50);
  CHECK(size("8192P-1") == INT64_MAX);
  CHECK(size("1b") == 1);
  CHECK(size("1bb") == 1);
  CHECK(size("2bib") == 2);
  CHECK(size(".5k") == 512);
  CHECK(size("1.9") == 1);
  CHECK(size("1.5b") == 1);
  CHECK(size("2.7k") == 2764);
  CHECK(size("1.999k") == 2046);
  CHECK(size("1.0000001g") == 1073741931);
  CHECK(size("3.3333333333333m") == 3495253);
  CHECK(size("1.29g") == 1385126952);
  CHECK(size("1.7t") == 1869169767219);
  CHECK(size("1.45mb") == 1450000);
  CHECK(size("5.+1") == 6);
  CHECK(size("9007199254740993") == 9007199254740993);
  CHECK(size("") == 0);
  CHECK(size("k") == 0);
}

TEST_CASE("sizes that are none", "[size_argument]") {
  for (const char* text : {"1x", "1ib", "1ki", "1kibx", "1+2", "1k+1x", "+1", "1 k", "1.2.3k",
                           "1,5k", "0x10", "1e", "1EiB"}) {
    CAPTURE(text);
    CHECK(size_failure(text) == "--max-size=" + std::string(text) + " is invalid");
  }
  for (const char* text : {"-1", "0-1", "8192P", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK(size_failure(text) == "--max-size=" + std::string(text) + " is too large");
  }
}

TEST_CASE("an option's own limits and unit", "[size_argument]") {
  SizeLimits block;
  block.maximum = 131072;
  CHECK(size_failure("131073", block) == "--max-size=131073 is too large (max: 128.00K)");
  SizeLimits alloc;
  alloc.minimum = 1 << 20;
  alloc.zero_is_unlimited = true;
  CHECK(size_failure("200k", alloc) ==
        "--max-size=200k is too small (min: 1.00M or 0 for unlimited)");
  CHECK(size_failure("0", alloc).empty());
  SizeLimits rate;
  rate.default_unit = 'K';
  CHECK(parse_size("1.5", "bwlimit", rate) == 1536);
  CHECK(parse_size("512b", "bwlimit", rate) == 512);
}

TEST_CASE("stop-after", "[size_argument]") {
  CHECK(parse_stop_after("5", 1000) == 1300);
  CHECK(parse_stop_after("9223372036854775807", 1000) > 1000);
  for (const char* text : {"0", "-1", "x", ""})
    CHECK_THROWS_WITH(parse_stop_after(text, 0),
                      "invalid --stop-after value: " + std::string(text));
}

TEST_CASE("stop-at is the next moment that fits", "[size_argument]") {
  CHECK(stop_at("2030-12-31T23:59") == "2030-12-31T23:59:00");
  CHECK(stop_at("2030/1/2t5:3") == "2030-01-02T05:03:00");
  CHECK(stop_at("2030-1-1") == "2030-01-01T00:00:00");
  CHECK(stop_at("30-1-1") == "2030-01-01T00:00:00");
  CHECK(stop_at("20-1-1") == "2120-01-01T00:00:00");
  CHECK(stop_at("1-30") == "2027-01-30T00:00:00");
  CHECK(stop_at("12/25") == "2026-12-25T00:00:00");
  CHECK(stop_at("2-29") == "2028-02-29T00:00:00");
  CHECK(stop_at("3-10T15:31") == "2026-03-10T15:31:00");
  CHECK(stop_at("3-10T15:30") == "2027-03-10T15:30:00");
  CHECK(stop_at("14:00") == "2026-03-11T14:00:00");
  CHECK(stop_at("T16:00") == "2026-03-10T16:00:00");
  CHECK(stop_at("1") == "2026-04-01T00:00:00");
  CHECK(stop_at("1T") == "2026-04-01T00:00:00");
  CHECK(stop_at("31") == "2026-03-31T00:00:00");
  CHECK(stop_at("10T15:31") == "2026-03-10T15:31:00");
  CHECK(stop_at(":59") == "2026-03-10T15:59:00");
  CHECK(stop_at(":30") == "2026-03-10T16:30:00");
}

TEST_CASE("stop-at refuses what names no moment to come", "[size_argument]") {
  for (const char* text :
       {"", "x", ":", "5:", "32", "0", ":60", "24:00", "2-30", "2030-13-1", "2030-1-1T5",
        "2030-1-1T:3", "T5", "31T:5", "2030-1-1-1", "5:00:00", "2030-1-1 5:00", "12-25T:"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH(stop_at(text), "invalid --stop-at format: " + std::string(text));
  }
  CHECK_THROWS_WITH(stop_at("2020-1-1"), "--stop-at time is not in the future: 2020-1-1");
}

}  // namespace smartsync::sync
