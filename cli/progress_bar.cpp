#include "cli/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

namespace smartsync::cli {

std::string rate_text(double bytes_per_second) {
  const char* units[] = {"kB/s", "MB/s", "GB/s"};
  double rate = bytes_per_second / 1024;
  std::size_t unit = 0;
  while (rate > 1024 && unit < 2) {
    rate /= 1024;
    ++unit;
  }
  char text[64];
  std::snprintf(text, sizeof text, "%7.2f%s", rate, units[unit]);
  return text;
}

std::string time_text(double seconds) {
  const auto whole = static_cast<long long>(seconds);
  if (seconds < 0 || whole > 9999LL * 3600) return "  ??:??:??";
  char text[64];
  std::snprintf(text, sizeof text, "%4lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                whole % 60);
  return text;
}

int percent(std::uint64_t done, std::uint64_t total) {
  if (total == 0 || done >= total) return 100;
  return static_cast<int>(100.0 * static_cast<double>(done) / static_cast<double>(total));
}

double rate_of(std::uint64_t bytes, double seconds) {
  return seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
}

std::string progress_bar(const HowFar& how_far, int width) {
  const double rate = rate_of(how_far.done, how_far.seconds);
  // The first second says nothing about those that follow: nobody knows how many.
  double left = how_far.seconds < 1 ? -1 : 0;
  if (how_far.done >= how_far.total) {
    left = 0;
  } else if (rate > 0 && left == 0) {
    left = static_cast<double>(how_far.total - how_far.done) / rate;
  }
  const int full_percent = percent(how_far.done, how_far.total);
  char text[160];
  std::snprintf(text, sizeof text, " %3d%% %s %s  %llu/%llu", full_percent, rate_text(rate).c_str(),
                time_text(left).c_str(), static_cast<unsigned long long>(how_far.files_done),
                static_cast<unsigned long long>(how_far.files_total));
  // The last column stays free: some terminals wrap when it is written.
  const int room = width - 3 - static_cast<int>(std::string_view(text).size());
  const auto cells = static_cast<std::size_t>(std::clamp(room, 4, 60));
  const std::size_t full = cells * static_cast<std::size_t>(full_percent) / 100;
  return "[" + std::string(full, '#') + std::string(cells - full, '.') + "]" + text;
}

std::string BarLine::drawn(std::string bar) {
  const std::size_t before = std::exchange(length_, bar.size());
  if (bar.size() < before) bar.resize(before, ' ');
  return "\r" + bar;
}

std::string BarLine::cleared() {
  if (!is_drawn()) return {};
  return "\r" + std::string(std::exchange(length_, 0), ' ') + "\r";
}

}  // namespace smartsync::cli
