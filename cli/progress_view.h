// Progress on standard output: rsync's lines where it is a file or a pipe, a bar on a terminal.
#pragma once

#include <string>

#include "cli/printer.h"
#include "engine/sync/events.h"

namespace smartsync::cli {

enum class ProgressKind { none, each_file, whole_run };

struct ProgressStyle {
  ProgressKind kind = ProgressKind::none;
  bool bar = false;  // standard output is a terminal
  int width = 80;    // of the terminal, in columns
  int human_readable = 1;
};

class ProgressView {
 public:
  ProgressView(ProgressStyle style, Printer& printer);

  bool wanted() const { return style_.kind != ProgressKind::none; }
  void update(const sync::Progress& progress);
  // A file's name was printed: what is known of its progress belongs below it.
  void after_name();
  // Takes the bar off the terminal so that other lines can be printed.
  void clear();
  void finish();

 private:
  void draw_bar(const sync::Progress& progress, double now);
  std::string line(std::uint64_t done, std::uint64_t total, double seconds) const;

  ProgressStyle style_;
  Printer& printer_;
  double run_start_;
  double file_start_;
  double drawn_ = 0;  // when something was drawn last
  bool bar_shown_ = false;
  std::string file_;     // whose progress is shown
  std::string waiting_;  // the last line of a file whose name is not printed yet
};

}  // namespace smartsync::cli
