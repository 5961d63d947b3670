#include "cli/progress_view.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/human_number.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

// A file's first line is drawn when so much of it has been read.
constexpr std::uint64_t first_piece = 32768;
constexpr double redraw_seconds = 0.1;  // of the bar
constexpr double line_seconds = 1.0;    // of a line for the whole run

}  // namespace

ProgressView::ProgressView(ProgressStyle style, Printer& printer)
    : style_(style),
      printer_(printer),
      run_start_(fs::monotonic_seconds()),
      file_start_(run_start_),
      drawn_(lines_of_run() ? run_start_ : 0) {}

void ProgressView::list_complete(std::uint64_t files, std::uint64_t bytes) {
  files_total_ = files;
  bytes_total_ = bytes;
}

ProgressView::Figures ProgressView::figures(std::uint64_t file_done, std::uint64_t file_size,
                                            double now) const {
  // Milliseconds: what took less is too short for a rate.
  const double seconds = std::floor((now - (whole_run() ? run_start_ : file_start_)) * 1000) / 1000;
  if (whole_run()) return {bytes_done_ + file_done, bytes_total_, seconds};
  return {file_done, file_size, seconds};
}

std::string ProgressView::count_text() const {
  const std::uint64_t left = files_total_ > files_done_ ? files_total_ - files_done_ : 0;
  return " (xfr#" + std::to_string(files_moved_) + ", to-chk=" + std::to_string(left) + "/" +
         std::to_string(files_total_) + ")";
}

std::string ProgressView::line(const Figures& figures) const {
  const auto [done, total, seconds] = figures;
  const double rate = rate_of(done, seconds);
  double shown_time = seconds;  // a finished file shows how long it took
  if (done < total) shown_time = rate > 0 ? static_cast<double>(total - done) / rate : 0;
  char text[160];
  std::snprintf(text, sizeof text, "\r%15s %3d%% %s %s",
                human_number(done, style_.human_readable).c_str(), percent(done, total),
                rate_text(rate).c_str(), time_text(shown_time).c_str());
  return text;
}

void ProgressView::begin(std::string_view file) {
  named_ = file_ = file;
  file_start_ = fs::monotonic_seconds();
  if (each_file()) piece_drawn_ = false;
}

void ProgressView::update(const sync::Progress& progress) {
  if (!wanted()) return;
  const double now = fs::monotonic_seconds();
  if (progress.path != file_) {
    file_ = progress.path;
    file_start_ = now;
  }
  const Figures shown = figures(progress.file_done, progress.file_size, now);
  const bool below_name = each_file() && !style_.bar;
  if (below_name && (named_ != file_ || progress.file_done < first_piece)) return;
  const bool first = below_name && !piece_drawn_;
  if (!first && now - drawn_ < (style_.bar ? redraw_seconds : line_seconds)) return;
  if (style_.bar)
    draw_bar(shown);
  else if (first)
    draw_piece(shown, progress.file_done);
  else
    draw_part(shown);
  printer_.flush();
  drawn_ = fs::monotonic_seconds();
}

// The line of a file's, or the run's, first piece.
void ProgressView::draw_piece(const Figures& shown, std::uint64_t file_done) {
  const std::uint64_t piece = std::min(file_done, first_piece);
  draw_part({shown.done - file_done + piece, shown.total, 0});
}

// A line that will be overwritten.
void ProgressView::draw_part(const Figures& figures) {
  printer_.raw(line(figures) + "  ");
  line_open_ = true;
  piece_drawn_ = true;
  last_counts_.clear();
}

void ProgressView::done_with(std::uint64_t bytes, bool moved) {
  ++files_done_;
  if (moved) ++files_moved_;
  if (wanted() && moved && style_.moves) {
    const double now = fs::monotonic_seconds();
    const Figures shown = figures(bytes, bytes, now);
    if (!style_.bar) {
      if (bytes > 0 && !piece_drawn_) draw_piece(shown, bytes);
      if (each_file()) piece_drawn_ = false;  // of a run only the first file has one
      draw_line(shown);
    } else if (now - drawn_ >= redraw_seconds) {
      draw_bar(shown);
      printer_.flush();
      drawn_ = now;
    }
    file_start_ = now;
  }
  if (moved || !lines_of_run()) bytes_done_ += bytes;
  if (moved) bytes_moved_ += bytes;
}

void ProgressView::report() {
  const double seconds = fs::monotonic_seconds() - run_start_;
  printer_.raw(line({bytes_moved_, bytes_total_, seconds}) + count_text() + "\n");
  printer_.flush();
}

void ProgressView::draw_line(const Figures& figures) {
  const std::string counts = count_text();
  printer_.raw(line(figures) + counts + (whole_run() ? "" : "\n"));
  line_open_ = whole_run();
  if (whole_run()) last_counts_ = counts;
}

void ProgressView::finish() {
  if (lines_of_run() && last_counts_ != count_text())
    draw_line(figures(0, 0, fs::monotonic_seconds()));
}

void ProgressView::gave_up(std::uint64_t bytes) {
  ++files_done_;
  ++files_moved_;
  bytes_done_ += bytes;
}

void ProgressView::draw_bar(const Figures& figures) {
  printer_.raw(bar_.drawn(progress_bar(
      {figures.done, figures.total, figures.seconds, files_done_, files_total_}, style_.width)));
}

void ProgressView::clear() {
  if (bar_.is_drawn()) printer_.raw(bar_.cleared());
  if (line_open_) printer_.raw("\n");
  line_open_ = false;
}

}  // namespace smartsync::cli
