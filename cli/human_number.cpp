#include "cli/human_number.h"

#include <cstdio>

namespace smartsync::cli {
namespace {

// Puts commas between groups of three digits in front of the decimal point.
std::string group(std::string digits) {
  std::size_t end = digits.find('.');
  if (end == std::string::npos) end = digits.size();
  while (end > 3) {
    end -= 3;
    digits.insert(end, ",");
  }
  return digits;
}

std::string two_decimals(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// "4.10K", or nothing if the value is below one unit.
std::string with_unit(double value, int level) {
  const double unit = level == 2 ? 1000 : 1024;
  if (value < unit) return {};
  const char* letter = "KMGTP";
  value /= unit;
  while (value >= unit && letter[1] != '\0') {
    value /= unit;
    ++letter;
  }
  return two_decimals(value) + *letter;
}

}  // namespace

std::string grouped_number(std::uint64_t value, int level) {
  const std::string digits = std::to_string(value);
  return level == 0 ? digits : group(digits);
}

std::string grouped_decimal(double value, int level) {
  const std::string digits = two_decimals(value);
  return level == 0 ? digits : group(digits);
}

std::string human_number(std::uint64_t value, int level) {
  if (level >= 2) {
    std::string text = with_unit(static_cast<double>(value), level);
    if (!text.empty()) return text;
  }
  return grouped_number(value, level);
}

std::string human_decimal(double value, int level) {
  if (level >= 2) {
    std::string text = with_unit(value, level);
    if (!text.empty()) return text;
  }
  return grouped_decimal(value, level);
}

}  // namespace smartsync::cli
