// Numbers for people.
#pragma once

#include <cstdint>
#include <string>

namespace smartsync::cli {

// `level` as of --human-readable: 0 plain digits, 1 digits in groups of three, 2 with units of
// 1000 ("4.10K"), 3 and above with units of 1024.
std::string human_number(std::uint64_t value, int level);
// The same with two decimals: rates.
std::string human_decimal(double value, int level);

// Digits in groups of three (plain at level 0), never with units: counts and ratios.
std::string grouped_number(std::uint64_t value, int level);
std::string grouped_decimal(double value, int level);

}  // namespace smartsync::cli
