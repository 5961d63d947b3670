#include "engine/sync/size_argument.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <vector>

#include "engine/fs/error.h"

namespace smartsync::sync {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// The factor of the unit that `text` starts with, which is taken off; nothing for no unit.
std::optional<double> take_unit(std::string_view& text, char default_unit) {
  std::string lower(text.substr(0, 3));
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool bare = lower.empty() || lower[0] == '+' || lower[0] == '-';
  if (bare) return default_unit == 'K' ? 1024 : 1;
  const std::size_t power = std::string_view("bkmgtp").find(lower[0]);
  if (power == std::string_view::npos) return std::nullopt;
  double base = 1024;
  std::size_t length = 1;
  if (lower.size() > 1 && lower[1] == 'b') {
    base = 1000;
    length = 2;
  } else if (lower.size() > 1 && lower[1] == 'i') {
    if (lower.size() < 3 || lower[2] != 'b') return std::nullopt;
    length = 3;
  }
  text.remove_prefix(length);
  return std::pow(base, static_cast<double>(power));
}

// "128.00K", for messages.
std::string in_units(std::int64_t bytes) {
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 5; ++unit) value /= 1024;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f" : "%.2f", value);
  const std::string_view letters = "KMGTP";
  return text.data() + (unit == 0 ? std::string() : std::string(1, letters[unit - 1]));
}

struct Size {
  bool valid = false;
  bool too_large = false;
  std::int64_t bytes = 0;
};

Size read_size(std::string_view text, char default_unit) {
  const bool empty_offset = text == "+1";
  const std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  const std::optional<double> factor = take_unit(text, default_unit);
  const int offset = text == "+1" ? 1 : text == "-1" ? -1 : 0;
  if (!factor || empty_offset || (offset == 0 && !text.empty())) return {};

  constexpr long double limit = 9223372036854775808.0L;  // 2^63
  long double bytes = std::strtold(("0" + std::string(whole)).c_str(), nullptr) * *factor;
  if (!fraction.empty())
    bytes += std::floor(std::strtod(("0." + std::string(fraction)).c_str(), nullptr) * *factor);
  bytes += offset;
  if (bytes < 0 || bytes >= limit) return {true, true, 0};
  return {true, false, static_cast<std::int64_t>(bytes)};
}

[[noreturn]] void bad_time(std::string_view text) {
  throw Error("invalid --stop-at format: " + std::string(text));
}

// A number of at most `longest` digits and at most `highest`, taken off the front.
int take_number(std::string_view& text, std::size_t longest, int lowest, int highest,
                std::string_view whole) {
  const std::string_view digits = take_digits(text);
  int value = 0;
  if (digits.empty() || digits.size() > longest) bad_time(whole);
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (value < lowest || value > highest) bad_time(whole);
  return value;
}

// What a --stop-at names; -1 for what it leaves open.
struct StopTime {
  int year = -1;
  int month = -1;
  int day = -1;
  int hour = -1;
  int minute = -1;
};

void take_date(std::string_view& text, StopTime& time, std::string_view whole) {
  std::vector<int> numbers;
  for (;;) {
    numbers.push_back(take_number(text, 4, 0, 9999, whole));
    if (text.empty() || (text[0] != '-' && text[0] != '/')) break;
    text.remove_prefix(1);
  }
  if (numbers.size() > 3) bad_time(whole);
  time.day = numbers.back();
  if (numbers.size() > 1) time.month = numbers[numbers.size() - 2];
  if (numbers.size() > 2) time.year = numbers[0];
  const bool month_ok = time.month == -1 || (time.month >= 1 && time.month <= 12);
  if (!month_ok || time.day < 1 || time.day > 31) bad_time(whole);
}

StopTime parse_stop_time(std::string_view text) {
  const std::string_view whole = text;
  StopTime time;
  const bool only_time = text.find(':') != std::string_view::npos &&
                         text.find_first_of("tT-/") == std::string_view::npos;
  if (!only_time && !text.starts_with('T') && !text.starts_with('t')) take_date(text, time, whole);
  if (text.starts_with('T') || text.starts_with('t')) {
    text.remove_prefix(1);
    if (text.empty() && time.day != -1) return time;
    if (text.starts_with(':')) bad_time(whole);
  } else if (!only_time) {
    if (!text.empty()) bad_time(whole);
    return time;
  }
  if (!text.starts_with(':')) time.hour = take_number(text, 2, 0, 23, whole);
  if (!text.starts_with(':')) bad_time(whole);
  text.remove_prefix(1);
  time.minute = take_number(text, 2, 0, 59, whole);
  if (!text.empty()) bad_time(whole);
  return time;
}

// The moment of a local date and time; nothing for a day that its month does not have.
std::optional<std::int64_t> moment(int year, int month, int day, int hour, int minute) {
  std::tm fields{};
  fields.tm_year = year - 1900;
  fields.tm_mon = month - 1;
  fields.tm_mday = day;
  fields.tm_hour = hour;
  fields.tm_min = minute;
  fields.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&fields);
  if (seconds == -1 || fields.tm_mday != day) return std::nullopt;
  return seconds;
}

}  // namespace

std::int64_t parse_size(std::string_view text, const std::string& option,
                        const SizeLimits& limits) {
  const std::string argument = "--" + option + "=" + std::string(text);
  const Size size = read_size(text, limits.default_unit);
  if (!size.valid) throw Error(argument + " is invalid");
  if (size.too_large || size.bytes > limits.maximum) {
    const bool tell = limits.maximum != INT64_MAX;
    throw Error(argument + " is too large" +
                (tell ? " (max: " + in_units(limits.maximum) + ")" : ""));
  }
  if (size.bytes < limits.minimum && !(limits.zero_is_unlimited && size.bytes == 0))
    throw Error(argument + " is too small (min: " + in_units(limits.minimum) +
                (limits.zero_is_unlimited ? " or 0 for unlimited)" : ")"));
  return size.bytes;
}

std::int64_t parse_stop_after(std::string_view minutes, std::int64_t now) {
  std::int64_t count = 0;
  std::from_chars(minutes.data(), minutes.data() + minutes.size(), count);
  constexpr std::int64_t forever = INT64_MAX / 120;
  if (count <= 0) throw Error("invalid --stop-after value: " + std::string(minutes));
  return now + std::min(count, forever) * 60;
}

std::int64_t parse_stop_at(std::string_view text, std::int64_t now) {
  const StopTime stop = parse_stop_time(text);
  const auto clock = static_cast<std::time_t>(now);
  const std::tm today = *std::localtime(&clock);
  const int this_year = today.tm_year + 1900;
  if (stop.year >= 100) {
    const auto found =
        moment(stop.year, stop.month, stop.day, std::max(stop.hour, 0), std::max(stop.minute, 0));
    if (!found) bad_time(text);
    if (*found <= now) throw Error("--stop-at time is not in the future: " + std::string(text));
    return *found;
  }
  // Try the coming years, months, days or hours, whatever the text leaves open, in order. Between
  // two 29ths of February lie at most eight years.
  const int century = this_year / 100 * 100;
  const bool open_year = stop.year == -1;
  for (int year = open_year ? this_year : century + stop.year; year <= this_year + 200;
       year += open_year ? 1 : 100) {
    for (int month = stop.month == -1 ? 1 : stop.month; month <= 12; ++month) {
      for (int day = stop.day == -1 ? 1 : stop.day; day <= 31; ++day) {
        const bool any_hour = stop.day == -1 && stop.hour == -1;
        for (int hour = any_hour ? 0 : std::max(stop.hour, 0); hour < 24; ++hour) {
          const auto found = moment(year, month, day, hour, std::max(stop.minute, 0));
          if (found && *found > now) return *found;
          if (!any_hour) break;
        }
        if (stop.day != -1) break;
      }
      if (stop.month != -1) break;
    }
    if (open_year && year > this_year + 8) break;
  }
  bad_time(text);
}

}  // namespace smartsync::sync
