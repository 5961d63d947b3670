// Where lines go: standard output, standard error, and the log file.
#pragma once

#include <iosfwd>
#include <string_view>

#include "cli/escape.h"
#include "cli/log_file.h"
#include "cli/request.h"

namespace smartsync::cli {

class Printer {
 public:
  // `log` may be null. The streams outlive the printer. `high_bytes`: what standard output and
  // standard error can show; the log takes every byte above 127 as it is.
  Printer(const Output& output, std::ostream& out, std::ostream& error, LogFile* log,
          HighBytes high_bytes);

  // One line each, without its newline; what cannot be printed in it is escaped.
  void output(std::string_view line);     // to standard output
  void log(std::string_view line);        // to the log
  void info(std::string_view line);       // to both
  void complaint(std::string_view line);  // to standard error
  void error(std::string_view line);      // to standard error and the log

  // Several lines of the program's own to standard output and the log, without the last newline.
  void block(std::string_view lines);
  // Text as it is, e.g. "\r" and a line that will be overwritten.
  void raw(std::string_view text);
  void flush();

  bool quiet() const { return quiet_; }

 private:
  std::ostream& out_;
  std::ostream& error_;
  LogFile* log_;
  HighBytes high_bytes_;
  bool quiet_;
  bool line_by_line_;
};

}  // namespace smartsync::cli
