#include "cli/human_number.h"

#include <catch2/catch.hpp>

using namespace smartsync::cli;

TEST_CASE("plain, grouped, and with units") {
  CHECK(human_number(588895, 0) == "588895");
  CHECK(human_number(588895, 1) == "588,895");
  CHECK(human_number(588895, 2) == "588.89K");
  CHECK(human_number(588895, 3) == "575.09K");
  CHECK(human_number(4096, 2) == "4.10K");
  CHECK(human_number(4096, 3) == "4.00K");
  CHECK(human_number(5368709120, 2) == "5.37G");
  CHECK(human_number(5368709120, 3) == "5.00G");
}

TEST_CASE("less than one unit stays as it is") {
  CHECK(human_number(0, 2) == "0");
  CHECK(human_number(999, 2) == "999");
  CHECK(human_number(1000, 2) == "1.00K");
  CHECK(human_number(1023, 3) == "1,023");
  CHECK(human_decimal(156, 2) == "156.00");
}

TEST_CASE("groups of three digits") {
  CHECK(grouped_number(100, 1) == "100");
  CHECK(grouped_number(1000, 1) == "1,000");
  CHECK(grouped_number(1234567, 2) == "1,234,567");
  CHECK(grouped_decimal(68837154.04, 1) == "68,837,154.04");
  CHECK(grouped_decimal(68837154.04, 0) == "68837154.04");
  CHECK(grouped_decimal(0.87, 1) == "0.87");
}
