// Sizes, rates and points in time, as rsync(1) lets a user write them.
#include <cmath>
#include <cstdlib>

#include "cli/option_values.h"
#include "cli/request.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

constexpr double largest_size = 9223372036854775807.0;

// The factor of a unit "", "K", "KiB" (1024) or "KB" (1000); 0 if it is none.
double unit_factor(const std::string& unit, char default_unit) {
  std::string lower = unit.empty() ? std::string(1, default_unit) : unit;
  for (char& c : lower) c = static_cast<char>(c | 0x20);
  static const std::string letters = "bkmgtp";
  const std::size_t power = letters.find(lower.front());
  if (power == letters.npos) return 0;
  const std::string rest = lower.substr(1);
  if (!rest.empty() && rest != "b" && rest != "ib") return 0;
  return std::pow(rest == "b" ? 1000.0 : 1024.0, static_cast<double>(power));
}

std::uint64_t bytes(std::string_view option, const std::string& text, char default_unit) {
  const std::string spelled = "--" + std::string(option) + "=" + text;
  const std::size_t digits_end = text.find_first_not_of("0123456789.");
  const std::string number = text.substr(0, digits_end);
  std::string unit = digits_end == text.npos ? std::string() : text.substr(digits_end);
  double offset = 0;
  if (unit.ends_with("+1") || unit.ends_with("-1")) {
    offset = unit[unit.size() - 2] == '+' ? 1 : -1;
    unit.erase(unit.size() - 2);
  }
  const double factor = unit_factor(unit, default_unit);
  char* end = nullptr;
  const double value = std::strtod(number.c_str(), &end);
  if (factor == 0 || *end != '\0') throw UsageError(spelled + " is invalid");
  const double result = value * factor + offset;
  if (result < 0) throw UsageError(spelled + " is too small");
  if (result >= largest_size) throw UsageError(spelled + " is too large");
  return static_cast<std::uint64_t>(result);
}

}  // namespace

std::uint64_t size_value(std::string_view option, const std::string& text) {
  return bytes(option, text, 'b');
}

std::uint64_t rate_value(std::string_view option, const std::string& text) {
  const std::uint64_t rate = bytes(option, text, 'k');
  if (rate != 0 && rate < 512) {
    throw UsageError("--" + std::string(option) + "=" + text + " is too small (min: 512 or 0)");
  }
  return rate;
}

std::int64_t time_value(std::string_view option, const std::string& text) {
  throw UsageError("--" + std::string(option) + "=" + text + " is not supported yet",
                   sync::ExitCode::unsupported);
}

}  // namespace smartsync::cli
