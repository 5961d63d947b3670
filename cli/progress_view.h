// Progress on standard output: rsync's lines where it is a file or a pipe, a bar on a terminal.
#pragma once

#include <cstdint>
#include <string>

#include "cli/printer.h"
#include "cli/progress_bar.h"
#include "engine/sync/events.h"

namespace smartsync::cli {

enum class ProgressKind { none, each_file, whole_run };

struct ProgressStyle {
  ProgressKind kind = ProgressKind::none;
  bool bar = false;   // standard output is a terminal
  bool moves = true;  // content does, and is shown as it arrives
  int width = 80;     // of the terminal, in columns
  int human_readable = 1;
};

class ProgressView {
 public:
  ProgressView(ProgressStyle style, Printer& printer);

  bool wanted() const { return style_.kind != ProgressKind::none; }

  bool each_file() const { return style_.kind == ProgressKind::each_file; }

  // What the whole list holds.
  void list_complete(std::uint64_t files, std::uint64_t bytes);
  // A file's content begins to arrive, and its name is printed.
  void begin(std::string_view file);
  // Part of a file has arrived.
  void update(const sync::Progress& progress);
  // An entry of the list is done with. `moved`: its content has arrived, and its name is printed;
  // what is to be said of its progress belongs below.
  void done_with(std::uint64_t bytes, bool moved);

  // A file of so many bytes was to move and could not. It counts with those that did.
  void gave_up(std::uint64_t bytes);

  // One line of how far the run is, whatever the style.
  void report();

  // The run is over: its last line stands there, whatever was moved.
  void finish();

  // Makes room for other lines: takes the bar off the terminal, or ends an open line.
  void clear();

 private:
  // How far one file or the whole run is, as it is shown.
  struct Figures {
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    double seconds = 0;
  };
  bool whole_run() const { return style_.kind == ProgressKind::whole_run; }
  bool lines_of_run() const { return whole_run() && !style_.bar; }
  void draw_piece(const Figures& shown, std::uint64_t file_done);
  void draw_part(const Figures& figures);
  void draw_line(const Figures& figures);
  Figures figures(std::uint64_t file_done, std::uint64_t file_size, double now) const;
  void draw_bar(const Figures& figures);
  std::string line(const Figures& figures) const;
  std::string count_text() const;

  ProgressStyle style_;
  Printer& printer_;
  std::uint64_t files_total_ = 0;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t files_done_ = 0;
  std::uint64_t bytes_done_ = 0;  // of all files as a bar shows them, else of those that moved
  std::uint64_t files_moved_ = 0;
  std::uint64_t bytes_moved_ = 0;
  double run_start_;
  double file_start_;
  std::string file_;   // whose content is arriving
  std::string named_;  // of these the one whose name is printed
  double drawn_ = 0;   // when something was drawn last
  BarLine bar_;
  bool piece_drawn_ = false;  // a line told how much of a file has arrived
  std::string last_counts_;   // in the line of a whole run, if it has any
  bool line_open_ = false;    // the line of a whole run has no newline yet
};

}  // namespace smartsync::cli
