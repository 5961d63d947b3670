#include "cli/progress_view.h"

#include <algorithm>
#include <cstdio>

#include "cli/human_number.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

constexpr double redraw_seconds = 0.1;  // of the bar
constexpr double line_seconds = 1.0;    // of a line of each_file

// "1.95kB/s", always with units of 1024.
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

std::string count_text(const sync::Progress& progress) {
  return " (xfr#" + std::to_string(progress.transferred_files) +
         ", to-chk=" + std::to_string(progress.files_left) + "/" +
         std::to_string(progress.files_total) + ")";
}

}  // namespace

ProgressView::ProgressView(ProgressStyle style, Printer& printer)
    : style_(style),
      printer_(printer),
      run_start_(fs::monotonic_seconds()),
      file_start_(run_start_) {}

std::string ProgressView::line(std::uint64_t done, std::uint64_t total, double seconds) const {
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = done >= total ? seconds
                      : rate > 0    ? static_cast<double>(total - done) / rate
                                    : 0;
  char text[160];
  std::snprintf(text, sizeof text, "\r%15s %3d%% %s %s",
                human_number(done, style_.human_readable).c_str(), percent(done, total),
                rate_text(rate).c_str(), time_text(left).c_str());
  return text;
}

void ProgressView::update(const sync::Progress& progress) {
  const double now = fs::monotonic_seconds();
  if (progress.path != file_) {
    file_ = progress.path;
    file_start_ = drawn_ = now;
  }
  if (style_.bar) {
    if (now - drawn_ >= redraw_seconds || !bar_shown_) draw_bar(progress, now);
    return;
  }
  const bool whole = style_.kind == ProgressKind::whole_run;
  const std::string text = whole ? line(progress.bytes_done, progress.bytes_total, now - run_start_)
                                 : line(progress.file_done, progress.file_size, now - file_start_);
  if (progress.finished) {
    waiting_ += text + count_text(progress) + (whole ? "" : "\n");
  } else if (now - drawn_ >= line_seconds) {
    printer_.raw(text);
    printer_.flush();
    drawn_ = now;
  }
}

void ProgressView::after_name() {
  if (waiting_.empty()) return;
  printer_.raw(waiting_);
  waiting_.clear();
}

void ProgressView::draw_bar(const sync::Progress& progress, double now) {
  const bool whole = style_.kind == ProgressKind::whole_run;
  const std::uint64_t done = whole ? progress.bytes_done : progress.file_done;
  const std::uint64_t total = whole ? progress.bytes_total : progress.file_size;
  const double seconds = now - (whole ? run_start_ : file_start_);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const double left = rate > 0 && total > done ? static_cast<double>(total - done) / rate : 0;

  char figures[160];
  std::snprintf(figures, sizeof figures, " %3d%% %s %s  %llu left", percent(done, total),
                rate_text(rate).c_str(), time_text(left).c_str(),
                static_cast<unsigned long long>(progress.files_left));
  // The last column stays free: some terminals wrap when it is written.
  const int room = style_.width - 3 - static_cast<int>(std::string_view(figures).size());
  const auto cells = static_cast<std::size_t>(std::clamp(room, 4, 60));
  const std::size_t full = cells * static_cast<std::size_t>(percent(done, total)) / 100;
  printer_.raw("\r\x1b[K[" + std::string(full, '#') + std::string(cells - full, '.') + "]" +
               figures);
  printer_.flush();
  bar_shown_ = true;
  drawn_ = now;
}

void ProgressView::clear() {
  if (!bar_shown_) return;
  printer_.raw("\r\x1b[K");
  bar_shown_ = false;
}

void ProgressView::finish() {
  clear();
  if (waiting_.empty()) return;
  if (style_.kind == ProgressKind::whole_run) waiting_ += "\n";
  after_name();
}

}  // namespace smartsync::cli
