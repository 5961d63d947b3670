// Where lines go: standard output, standard error, and the log file.
#pragma once

#include <iosfwd>
#include <string_view>

#include "cli/log_file.h"
#include "cli/request.h"

namespace smartsync::cli {

class Printer {
 public:
  // `log` may be null. The streams outlive the printer.
  Printer(const Output& output, std::ostream& out, std::ostream& error, LogFile* log);

  // Each takes text without its last newline; names in it are escaped already.
  void output(std::string_view line);  // to standard output
  void info(std::string_view line);    // the same, and to the log
  void error(std::string_view line);   // to standard error and the log
  void log(std::string_view line);     // to the log only

  // Text as it is, e.g. "\r" and a line that will be overwritten.
  void raw(std::string_view text);
  void flush();

  bool quiet() const { return quiet_; }

 private:
  std::ostream& out_;
  std::ostream& error_;
  LogFile* log_;
  bool quiet_;
  bool line_by_line_;
};

}  // namespace smartsync::cli
