#include "engine/session/files/utc_time.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace smartsync::session {
namespace {

// 0000-01-01 and 9999-12-31, so that a year has four digits.
constexpr std::int64_t kFirstSecond = -62167219200;
constexpr std::int64_t kLastSecond = 253402300799;

std::string padded(std::int64_t value, std::size_t count) {
  std::string text = std::to_string(value);
  return text.insert(0, count - std::min(count, text.size()), '0');
}

std::string format(fs::Time time, const char* between_date, const char* between_time) {
  using namespace std::chrono;
  const sys_seconds moment{seconds(std::clamp(time.seconds, kFirstSecond, kLastSecond))};
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss clock(moment - day);
  return padded(static_cast<int>(date.year()), 4) + between_date +
         padded(static_cast<unsigned>(date.month()), 2) + between_date +
         padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(clock.hours().count(), 2) +
         between_time + padded(clock.minutes().count(), 2) + between_time +
         padded(clock.seconds().count(), 2) + 'Z';
}

}  // namespace

std::string iso_time(fs::Time time) {
  return format(time, "-", ":");
}

std::optional<fs::Time> parse_iso_time(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
    return value;
  };
  const year_month_day date{year(number(0, 4)), month(static_cast<unsigned>(number(5, 2))),
                            day(static_cast<unsigned>(number(8, 2)))};
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59)
    return std::nullopt;
  const sys_seconds moment =
      sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2));
  return fs::Time{moment.time_since_epoch().count(), 0};
}

std::string name_time(fs::Time time) {
  return format(time, "", "");
}

}  // namespace smartsync::session
